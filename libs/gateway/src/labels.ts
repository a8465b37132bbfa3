import { parse as parseYaml } from 'yaml';
import { interpolate } from './interpolate.ts';
import { ambiguities, type Router } from './route-table.ts';
import { defaultPriority, parseRule, RuleError } from './rule.ts';

/** What the labels of a Compose file say about routes. */
export interface Routes {
  readonly routers: readonly Router[];
  /** The compose services that take requests, with the port that each listens on inside its container. */
  readonly services: readonly { readonly name: string; readonly port: number }[];
}

/** Everything that is wrong with the labels, in one error. */
export class LabelsError extends Error {
  override readonly name = 'LabelsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The route labels have ${problems.length} problem(s):\n${problems.map((text) => `  - ${text}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the Traefik labels of a Compose or stack file: those of a service itself or, where it has none, of its `deploy`;
 * as a map or as a list. Variables are replaced as Compose does, from `environment`.
 *
 * Labels that steer only Traefik itself (middlewares, TLS, entry points, networks) are accepted; labels that would change
 * where a request goes and are not understood are refused by name.
 *
 * @throws {LabelsError} naming every problem at once.
 */
export function readLabels(yaml: string, environment: NodeJS.ProcessEnv): Routes {
  const problems: string[] = [];
  const found = readComposeServices(yaml, environment, problems).flatMap((service) => {
    const labels = sortLabels(service, problems);
    return labels.enabled ? [labels] : [];
  });

  const ports = new Map<string, { owner: string; port: number }>();
  for (const { owner, loadBalancers } of found) {
    for (const [name, text] of loadBalancers) addPort(ports, owner, name, text, problems);
  }
  const routers: Router[] = [];
  for (const labels of found) {
    for (const [name, fields] of labels.routers) {
      if (fields.get('service')?.endsWith('@internal')) continue;
      const duplicate = routers.find((router) => router.name === name);
      if (duplicate)
        problems.push(`Router ${name} stands at the services ${duplicate.service} and ${labels.owner}; rename one`);
      const router = readRouter(name, fields, labels, ports, problems);
      if (router) routers.push(router);
    }
    if (labels.routers.size === 0) {
      problems.push(`Service ${labels.owner} has traefik.enable but no traefik.http.routers.<name>.rule`);
    }
  }
  problems.push(...ambiguities(routers));
  if (problems.length > 0) throw new LabelsError(problems);
  const services = [...ports.values()].map(({ owner, port }) => ({ name: owner, port }));
  return { routers, services };
}

interface ComposeService {
  name: string;
  labels: Map<string, string>;
}

function readComposeServices(yaml: string, environment: NodeJS.ProcessEnv, problems: string[]): ComposeService[] {
  let document: unknown;
  try {
    document = parseYaml(yaml, { merge: true });
  } catch (error) {
    throw new LabelsError([`The file is not YAML: ${(error as Error).message}`]);
  }
  if (!isMap(document) || !isMap(document.services)) throw new LabelsError(['The file has no `services`']);
  return Object.entries(document.services).map(([name, service]) => {
    const own = isMap(service) ? labelEntries(service.labels) : [];
    const deployed = isMap(service) && isMap(service.deploy) ? labelEntries(service.deploy.labels) : [];
    const chosen = own.some(([key]) => key.startsWith('traefik.')) ? own : deployed;
    const labels = new Map<string, string>();
    for (const [key, text] of chosen) {
      const wrong: string[] = [];
      const label = interpolate(key, environment, wrong);
      // Other programs' labels are not ours to judge.
      if (!label.startsWith('traefik.')) continue;
      labels.set(label, interpolate(text, environment, wrong));
      problems.push(...wrong.map((problem) => `Service ${name}: label ${key} ${problem}`));
    }
    return { name, labels };
  });
}

/** In a map Compose replaces variables in values alone; in a list, keys are part of the text that it replaces them in. */
function labelEntries(labels: unknown): [string, string][] {
  if (Array.isArray(labels)) {
    return labels.map((entry) => {
      const text = String(entry);
      const equals = text.indexOf('=');
      return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
    });
  }
  if (!isMap(labels)) return [];
  return Object.entries(labels).map(([key, value]) => [
    key.replaceAll('$', '$$$$'),
    value === null || value === undefined ? '' : String(value),
  ]);
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The labels of one service, by what they are about. */
interface ServiceLabels {
  owner: string;
  enabled: boolean;
  routers: Map<string, Map<string, string>>;
  /** Ports as written, by the name of Traefik's service. */
  loadBalancers: Map<string, string | undefined>;
}

/** Traefik reads the names of fields without regard to case. */
const accepted = [
  /^traefik\.http\.routers\.[^.]+\.(rule|priority|service|entrypoints|middlewares)$/i,
  /^traefik\.http\.routers\.[^.]+\.tls(\.(certresolver|options|domains\[\d+\]\.(main|sans)))?$/i,
  /^traefik\.http\.routers\.[^.]+\.observability\.(accesslogs|metrics|tracing|traceverbosity)$/i,
  /^traefik\.http\.services\.[^.]+\.loadbalancer\.server\.(port|scheme)$/i,
  /^traefik\.http\.services\.[^.]+\.loadbalancer\.(passhostheader|serverstransport|strategy|responseforwarding\.flushinterval)$/i,
  /^traefik\.http\.services\.[^.]+\.loadbalancer\.(healthcheck|passivehealthcheck|sticky)\..+$/i,
  /^traefik\.(docker|swarm)\.(network|lbswarm)$/i,
  /^traefik\.constraint-label$/i,
];
const middleware = /^traefik\.http\.middlewares\.[^.]+\.([^.]+)(\..+)?$/i;
const middlewareKinds = new Set(
  (
    'basicauth buffering chain circuitbreaker compress contenttype digestauth errors forwardauth headers inflightreq ' +
    'ipallowlist passtlsclientcert ratelimit retry'
  ).split(' '),
);

function sortLabels({ name: owner, labels }: ComposeService, problems: string[]): ServiceLabels {
  const sorted: ServiceLabels = { owner, enabled: false, routers: new Map(), loadBalancers: new Map() };
  let enable: string | undefined;
  for (const [label, value] of labels) {
    if (label.toLowerCase() === 'traefik.enable') {
      enable = value.toLowerCase();
      continue;
    }
    const kind = middleware.exec(label)?.[1]?.toLowerCase();
    if (kind !== undefined ? !middlewareKinds.has(kind) : !accepted.some((pattern) => pattern.test(label))) {
      problems.push(`Service ${owner}: label ${label} is not one that the development gateway understands`);
      continue;
    }
    const [, , section, name = '', ...field] = label.split('.');
    const key = field.join('.').toLowerCase();
    if (section === 'routers') {
      const fields = sorted.routers.get(name) ?? new Map<string, string>();
      sorted.routers.set(name, fields.set(key, value));
    }
    if (section === 'services') {
      const port = key === 'loadbalancer.server.port' ? value : sorted.loadBalancers.get(name);
      sorted.loadBalancers.set(name, port);
    }
  }
  if (enable !== undefined && enable !== 'true' && enable !== 'false') {
    problems.push(`Service ${owner}: label traefik.enable is "${enable}"; write 'true' or 'false'`);
  }
  if (enable === undefined && labels.size > 0) {
    problems.push(`Service ${owner} has route labels but no traefik.enable: 'true'`);
  }
  sorted.enabled = enable === 'true';
  return sorted;
}

function addPort(
  ports: Map<string, { owner: string; port: number }>,
  owner: string,
  name: string,
  text: string | undefined,
  problems: string[],
): void {
  const label = `traefik.http.services.${name}.loadbalancer.server.port`;
  const port = Number(text);
  const other = ports.get(name)?.owner;
  if (other !== undefined) problems.push(`Services ${other} and ${owner} both define ${label}; rename one`);
  else if (text === undefined) problems.push(`Service ${owner}: label ${label} is missing`);
  else if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    problems.push(`Service ${owner}: label ${label} is "${text}", which is not a port`);
  } else ports.set(name, { owner, port });
}

function readRouter(
  name: string,
  fields: ReadonlyMap<string, string>,
  labels: ServiceLabels,
  ports: ReadonlyMap<string, { owner: string }>,
  problems: string[],
): Router | undefined {
  const before = problems.length;
  const rule = fields.get('rule') ?? '';
  if (rule === '') problems.push(`Router ${name} has no traefik.http.routers.${name}.rule`);
  const priorityText = fields.get('priority') ?? '0';
  if (!/^-?\d{1,15}$/.test(priorityText)) {
    problems.push(`Router ${name}: priority "${priorityText}" is not a whole number`);
  }
  const service = serviceOf(name, fields, labels, ports, problems);
  let parsed: Router['parsed'] | undefined;
  try {
    if (rule !== '') parsed = parseRule(rule);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    problems.push(`Router ${name}: rule ${error.message}`);
  }
  if (problems.length > before || parsed === undefined || service === undefined) return undefined;
  return {
    name,
    rule,
    parsed,
    priority: Number(priorityText) || defaultPriority(rule),
    service,
    entryPoints: (fields.get('entrypoints') ?? '').split(',').flatMap((text) => text.trim() || []),
  };
}

/** The router's `service` label, else the only load balancer that its compose service defines. */
function serviceOf(
  router: string,
  fields: ReadonlyMap<string, string>,
  labels: ServiceLabels,
  ports: ReadonlyMap<string, { owner: string }>,
  problems: string[],
): string | undefined {
  const named = fields.get('service');
  const own = [...labels.loadBalancers.keys()];
  const chosen = named ?? (own.length === 1 ? own[0] : undefined);
  const owner = chosen === undefined ? undefined : ports.get(chosen)?.owner;
  if (owner !== undefined) return owner;
  // A port that is missing or wrong has been named already.
  if (chosen !== undefined && own.includes(chosen)) return undefined;
  problems.push(
    named === undefined
      ? `Router ${router} of service ${labels.owner} needs a traefik.http.services.<name>.loadbalancer.server.port` +
          `${own.length > 1 ? ' or, as there are several, the label service that picks one' : ''}`
      : `Router ${router} names the service ${named}, which no label defines`,
  );
  return undefined;
}
