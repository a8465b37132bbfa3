import { stringify } from 'yaml';
import type { Router } from './route-table.ts';
import type { Upstreams } from './upstreams.ts';

export interface TraefikOptions {
  readonly routers: readonly Router[];
  readonly upstreams: Upstreams;
  readonly host: string;
  readonly port: number;
  /** Absolute path that the dynamic file will have; Traefik reads it anew when it changes. */
  readonly dynamicFile: string;
  /** Where requests go that belong to services without an upstream, with its own host named to it. */
  readonly fallbackUrl?: string | undefined;
  /**
   * A development gateway without upstreams: it answers what Traefik has no service for, in problem+json instead of
   * Traefik's plain text.
   */
  readonly problemsUrl?: string | undefined;
}

/** Below every priority that a rule gets by its length: no rule is shorter than Path(`/`). */
const lastPriority = 1;

/** The static and the dynamic configuration, as YAML, for a `traefik` (v3) that runs beside the services without Docker. */
export function traefikFiles(options: TraefikOptions): { static: string; dynamic: string } {
  const { routers, upstreams, fallbackUrl, problemsUrl } = options;
  const services = [...new Set(routers.map((router) => router.service))];
  const definition = (service: string): object => {
    const replicas = upstreams[service] ?? [];
    if (replicas.length > 0) return loadBalancer(replicas, true);
    if (fallbackUrl !== undefined) return loadBalancer([fallbackUrl], false);
    return loadBalancer(problemsUrl === undefined ? [] : [problemsUrl], true);
  };
  const routes: [string, object][] = routers.map((router) => [
    router.name,
    { rule: router.rule, priority: router.priority, service: router.service },
  ]);
  if (problemsUrl !== undefined) {
    routes.push(['not-routed', { rule: 'PathPrefix(`/`)', priority: lastPriority, service: 'not-routed' }]);
  }
  const dynamic = {
    http: {
      routers: Object.fromEntries(routes),
      services: {
        ...Object.fromEntries(services.map((service) => [service, definition(service)])),
        ...(problemsUrl !== undefined && { 'not-routed': loadBalancer([problemsUrl], true) }),
      },
    },
  };
  return { static: stringify(staticConfiguration(options)), dynamic: stringify(dynamic) };
}

const loadBalancer = (urls: readonly string[], passHostHeader: boolean): object => ({
  loadBalancer: { servers: urls.map((url) => ({ url })), passHostHeader },
});

const staticConfiguration = ({ host, port, dynamicFile }: TraefikOptions): object => ({
  global: { checkNewVersion: false, sendAnonymousUsage: false },
  log: { level: 'WARN', noColor: true },
  entryPoints: {
    web: {
      address: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      transport: { lifeCycle: { graceTimeOut: '10s' } },
    },
  },
  // Services keep idle connections for 75 s, so that none is closed while Traefik writes into it.
  serversTransport: { forwardingTimeouts: { idleConnTimeout: '60s' } },
  providers: { file: { filename: dynamicFile, watch: true } },
});
