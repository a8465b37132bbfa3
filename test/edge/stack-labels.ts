import { interpolate } from '@oms/gateway';
import { parse } from 'yaml';

/** Addresses of each compose service's replicas; one that is missing has none that listens. */
export type Upstreams = Readonly<Record<string, readonly string[]>>;

type Value = string | readonly string[] | readonly { url: string }[];
type Tree = { [key: string]: Tree | Value };

const nowhere = 'http://127.0.0.1:9';
const lists = /\.(entrypoints|middlewares|status|authresponseheaders|authrequestheaders)$/i;

/**
 * What Traefik's swarm provider makes of the labels of a stack file, with each service at the addresses given.
 *
 * @param domain what `${DOMAIN}` stands for
 */
export function dynamicConfiguration(stackFile: string, domain: string, upstreams: Upstreams): object {
  const { services } = parse(stackFile, { merge: true }) as {
    services: Record<string, { deploy?: { labels?: string[] } }>;
  };
  const root: Tree = {};
  for (const [name, { deploy }] of Object.entries(services)) {
    const problems: string[] = [];
    const labels = (deploy?.labels ?? []).map((label) => interpolate(label, { DOMAIN: domain }, problems));
    if (problems.length > 0) throw new Error(`${name}: ${problems.join('; ')}`);
    for (const [key, text] of labels.map(split)) {
      if (!key.startsWith('traefik.http.')) continue;
      const port = /^traefik\.http\.services\.([^.]+)\.loadbalancer\.server\.port$/i.exec(key)?.[1];
      if (port === undefined) set(root, key.split('.').slice(1), readValue(key, text, upstreams));
      else {
        const servers = (upstreams[name] ?? [nowhere]).map((url) => ({ url }));
        set(root, ['http', 'services', port, 'loadBalancer', 'servers'], servers);
        // The provider gives a router that names no service the one of its container.
        const rules = labels.flatMap((label) => /^traefik\.http\.routers\.([^.]+)\.rule=/.exec(label)?.[1] ?? []);
        const named = labels.flatMap((label) => /^traefik\.http\.routers\.([^.]+)\.service=/.exec(label)?.[1] ?? []);
        for (const router of rules.filter((rule) => !named.includes(rule))) {
          set(root, ['http', 'routers', router, 'service'], port);
        }
      }
    }
  }
  return root;
}

function split(label: string): [string, string] {
  const equals = label.indexOf('=');
  return [label.slice(0, equals), label.slice(equals + 1)];
}

function readValue(key: string, text: string, upstreams: Upstreams): Value {
  if (lists.test(key)) return text.split(',').map((item) => item.trim());
  // Inside the swarm services are called by their names.
  return text.replace(/http:\/\/oms_(\w+):8000/, (_, service: string) => upstreams[service]?.[0] ?? nowhere);
}

function set(tree: Tree, [key = '', ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  tree[key] ??= {};
  set(tree[key] as Tree, rest, value);
}
