import type { MaybeOptionalInit } from 'openapi-fetch';
import type { PathsWithMethod } from 'openapi-typescript-helpers';
import type { paths } from './api.ts';
import type { Client } from './create-client.ts';

interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** The lists: those that are answered page by page. */
export type ListPath = {
  [Path in PathsWithMethod<paths, 'get'>]: PageOf<Path> extends never ? never : Path;
}[PathsWithMethod<paths, 'get'>];

type PageOf<Path extends PathsWithMethod<paths, 'get'>> = paths[Path]['get'] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body extends Page<infer Item>
    ? Item
    : never
  : never;

/**
 * All of a list, one by one: `for await (const order of each(client, '/api/v1/orders', { params: { query: { q: 'Ada' } } }))`.
 * The next page is asked for once the one before is used up.
 */
export async function* each<Path extends ListPath>(
  client: Pick<Client, 'GET'>,
  path: Path,
  init?: MaybeOptionalInit<paths[Path], 'get'>,
): AsyncGenerator<PageOf<Path>, void, undefined> {
  const get = client.GET as unknown as (path: string, init: object) => Promise<{ data: Page<PageOf<Path>> }>;
  const { params, ...rest } = (init ?? {}) as { params?: { query?: object } };
  let cursor: string | null | undefined;
  do {
    const query = { ...params?.query, ...(cursor && { cursor }) };
    const { data } = await get(path, { ...rest, params: { ...params, query } });
    yield* data.data;
    cursor = data.nextCursor;
  } while (cursor);
}
