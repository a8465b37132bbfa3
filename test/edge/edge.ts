import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, launch, onPath, run, waitForAnswer } from '@oms/local';
import { repositoryRoot, skipBecause } from '@oms/testing';
import type { Context } from 'mocha';
import { parse, stringify } from 'yaml';
import { type Reply, request, type Sent } from './request.ts';
import { dynamicConfiguration, type Upstreams } from './stack-labels.ts';

export interface EdgeOptions {
  upstreams: Upstreams;
  /** The API's host name: `oms.example` unless told. */
  domain?: string;
  /** Where it takes HTTPS; a free port unless told. */
  port?: number;
  /** Changes figures of traefik.yml that no test can wait for. */
  // biome-ignore lint/suspicious/noExplicitAny: Traefik's own configuration, of which tests touch a figure or two
  adjust?: (configuration: any) => void;
  /** The same for dynamic/middlewares.yml. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  adjustMiddlewares?: (middlewares: any) => void;
}

/** Traefik as traefik/docker-stack.yml runs it, but for its ports and for where it learns the labels of docker-stack.yml. */
export interface Edge {
  /** https://DOMAIN:PORT */
  url: string;
  ports: { http: number; https: number; internal: number };
  /** Over HTTPS, to the API's host, on a connection of its own unless an agent is given. */
  send(path: string, sent?: Sent): Promise<Reply>;
  /** What the access log holds by now. */
  accessLog(): Promise<string>;
  /** What Traefik says about itself. */
  log(): Promise<string>;
  /** Runs `traefik healthcheck`. @throws when it fails */
  checkHealth(): Promise<void>;
  /** Tells it to stop. @returns once it has ended */
  stop(): Promise<void>;
}

/** For `before`: skips the suite where there is no Traefik to test with. */
export function requireTraefik(context: Context): void {
  if (onPath('traefik').length === 0) skipBecause(context, 'there is no traefik on the PATH');
}

/** @throws when Traefik does not come up, with what it said */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const [command = ''] = onPath('traefik');
  const domain = options.domain ?? 'oms.example';
  const folder = await mkdtemp(join(tmpdir(), 'oms-edge-'));
  const [http, https, internal] = await Promise.all([freePort(), options.port ?? freePort(), freePort()]);
  const [configFile, accessFile] = [join(folder, 'traefik.yml'), join(folder, 'access.log')];
  await writeDynamicFiles(join(folder, 'dynamic'), domain, options);
  const configuration = readStatic({ HTTPS_PORT: `${https}`, TRAEFIK_PUBLIC_NETWORK: 'traefik-public' });
  configuration.entryPoints.web.address = `127.0.0.1:${http}`;
  configuration.entryPoints.websecure.address = `127.0.0.1:${https}`;
  configuration.entryPoints.traefik.address = `127.0.0.1:${internal}`;
  configuration.providers = { file: { directory: join(folder, 'dynamic') } };
  configuration.accessLog.filePath = accessFile;
  // There is no swarm to wait for.
  configuration.entryPoints.websecure.transport.lifeCycle.requestAcceptGraceTimeout = '0s';
  options.adjust?.(configuration);
  await writeFile(configFile, stringify(configuration));

  const traefik = await launch({
    name: 'traefik',
    command,
    args: [`--configFile=${configFile}`],
    env: { PATH: process.env.PATH },
    cwd: folder,
    logFile: join(folder, 'traefik.log'),
    pidFile: join(folder, 'traefik.pid'),
  });
  const send = (path: string, sent: Sent = {}): Promise<Reply> =>
    request({ port: https, path, host: domain, servername: domain, ...sent });
  // Until it has read its routes it answers a 404 of its own, without what the middlewares add to every answer.
  const answers = () =>
    send('/').then(
      ({ headers }) => headers['strict-transport-security'] !== undefined,
      () => false,
    );
  await waitForAnswer(traefik, answers, { timeoutMs: 30_000 });
  return {
    url: `https://${domain}:${https}`,
    ports: { http, https, internal },
    send,
    accessLog: () => readFile(accessFile, 'utf8'),
    log: () => readFile(traefik.logFile, 'utf8'),
    checkHealth: async () => {
      await run(command, ['healthcheck', `--configFile=${configFile}`]);
    },
    async stop() {
      await traefik.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * traefik.yml as Docker hands it to the container: of its template language, `{{ env "NAME" }}` and
 * `{{ if env "NAME" }} ... {{ end }}`.
 */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function readStatic(environment: Readonly<Record<string, string>>): any {
  const text = readFileSync(join(repositoryRoot, 'traefik', 'traefik.yml'), 'utf8')
    .replaceAll(/\s*\{\{- /g, '{{ ')
    .replaceAll(/\{\{ if env "(\w+)" \}\}(.*?)\{\{ end \}\}/gs, (_, name, body) => (environment[name] ? body : ''))
    .replaceAll(/\{\{ env "(\w+)" \}\}/g, (_, name) => environment[name] ?? '');
  if (text.includes('{{')) throw new Error('traefik.yml uses more of the template language than is known here');
  return parse(text);
}

async function writeDynamicFiles(
  folder: string,
  domain: string,
  { upstreams, adjustMiddlewares }: EdgeOptions,
): Promise<void> {
  const source = join(repositoryRoot, 'traefik', 'dynamic');
  await mkdir(folder);
  await Promise.all(readdirSync(source).map((name) => copyFile(join(source, name), join(folder, name))));
  if (adjustMiddlewares) {
    const file = join(folder, 'middlewares.yml');
    const configuration = parse(await readFile(file, 'utf8'));
    adjustMiddlewares(configuration.http.middlewares);
    await writeFile(file, stringify(configuration));
  }
  const stack = readFileSync(join(repositoryRoot, 'docker-stack.yml'), 'utf8');
  await writeFile(join(folder, 'stack.yml'), stringify(dynamicConfiguration(stack, domain, upstreams)));
}
