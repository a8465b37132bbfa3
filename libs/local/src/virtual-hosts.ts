import { existsSync, readFileSync } from 'node:fs';

/**
 * Makes a virtual host with full rights for the user of `managementUrl`, and in it what `parts` names of the definitions file
 * (each belongs to one virtual host), with the queues of all services or of `queuesOf` alone. Policies take some ten
 * milliseconds, every queue some ten more.
 */
export async function createVhost(
  managementUrl: string,
  name: string,
  definitionsFile?: string,
  parts: readonly DefinitionPart[] = ['policies'],
  queuesOf?: string,
): Promise<void> {
  const { user } = credentials(managementUrl);
  await call(managementUrl, 'PUT', `/api/vhosts/${encodeURIComponent(name)}`);
  await call(managementUrl, 'PUT', `/api/permissions/${encodeURIComponent(name)}/${encodeURIComponent(user)}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  const definitions = definitionsFile ? readDefinitions(definitionsFile, parts, queuesOf) : {};
  if (Object.keys(definitions).length > 0)
    await call(managementUrl, 'POST', `/api/definitions/${encodeURIComponent(name)}`, definitions);
}

/** Deletes a virtual host with all its queues; closes the connections to it. */
export async function deleteVhost(managementUrl: string, name: string): Promise<void> {
  await call(managementUrl, 'DELETE', `/api/vhosts/${encodeURIComponent(name)}`);
}

export type DefinitionPart = 'policies' | 'exchanges' | 'queues' | 'bindings';
type Definitions = Partial<Record<DefinitionPart, Record<string, unknown>[]>>;

function readDefinitions(file: string, parts: readonly DefinitionPart[], queuesOf?: string): Definitions {
  if (!existsSync(file)) return {};
  const all = JSON.parse(readFileSync(file, 'utf8')) as Definitions;
  const ofOthers = ({ name, destination = name }: Record<string, unknown>): boolean => {
    const service = /^oms\.([^.]+)\./.exec(`${destination}`)?.[1];
    return queuesOf !== undefined && service !== undefined && service !== queuesOf;
  };
  const listOf = (part: DefinitionPart) => {
    const entries = (all[part] ?? []).map(({ vhost: _, ...entry }) => entry);
    return part === 'queues' || part === 'bindings' ? entries.filter((entry) => !ofOthers(entry)) : entries;
  };
  return Object.fromEntries(parts.map((part) => [part, listOf(part)] as const).filter(([, list]) => list.length > 0));
}

function credentials(managementUrl: string): { base: string; user: string; authorization: string } {
  const url = new URL(managementUrl);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  return { base: url.origin, user, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

async function call(managementUrl: string, method: string, path: string, body?: unknown): Promise<void> {
  const { base, authorization } = credentials(managementUrl);
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`RabbitMQ: ${method} ${path} answered ${response.status}: ${await response.text()}`);
  await response.body?.cancel();
}
