import { useState } from 'preact/hooks';
import { type Loaded, useLoad } from './use-load.ts';

interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

export interface Pages<Item> extends Pick<Loaded<unknown>, 'error' | 'busy' | 'reload'> {
  /** Undefined until the first page is there. */
  items: Item[] | undefined;
  /** Loads the next page; undefined at the end of the list. */
  more: (() => Promise<void>) | undefined;
}

/** A list, page after page; from its beginning when `key` changes. */
export function usePages<Item>(
  key: string,
  load: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Item>>,
): Pages<Item> {
  const first = useLoad(key, (signal) => load(undefined, signal));
  const [further, setFurther] = useState<{ first: unknown; pages: Page<Item>[]; error?: unknown }>();
  const [loading, setLoading] = useState(false);
  // Pages that followed another first page are of another list.
  const mine = further && further.first === first.data ? further : undefined;
  const pages = first.data ? [first.data, ...(mine?.pages ?? [])] : [];
  const cursor = pages.at(-1)?.nextCursor;

  const more = async () => {
    if (loading || !cursor) return;
    setLoading(true);
    const own = { first: first.data, pages: mine?.pages ?? [] };
    try {
      const next = await load(cursor);
      setFurther({ ...own, pages: [...own.pages, next] });
    } catch (error) {
      setFurther({ ...own, error });
    } finally {
      setLoading(false);
    }
  };
  return {
    items: first.data && pages.flatMap(({ data }) => data),
    error: first.error ?? mine?.error,
    busy: first.busy || loading,
    reload: first.reload,
    more: cursor ? more : undefined,
  };
}
