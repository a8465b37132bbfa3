import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Router, traefikFiles, type Upstreams } from '@oms/gateway';
import { settingsFor } from './environment.ts';
import { onPath } from './packages.ts';
import { isListening } from './ports.ts';
import { startCommand } from './program.ts';
import type { Supervised } from './supervisor.ts';

export { readLabels } from '@oms/gateway';

export interface GatewayProgramOptions {
  root: string;
  stateDirectory: string;
  settings: NodeJS.ProcessEnv;
  /** Of docker-compose.yml's labels. */
  routers: readonly Router[];
  upstreams: Upstreams;
  port: number;
  /** Beside Traefik: where the development gateway answers for services that do not run. */
  problemsPort: number;
  log: (line: string) => void;
}

/** The edge: Traefik where it is on the PATH, else the development gateway; both read docker-compose.yml's labels. */
export function startGateway(options: GatewayProgramOptions): Supervised[] {
  const [traefik] = onPath('traefik');
  if (!traefik) return [startDevelopmentGateway(options, 'gateway', options.port, options.upstreams)];
  return [
    startDevelopmentGateway(options, 'gateway-problems', options.problemsPort, {}),
    startTraefik(options, traefik),
  ];
}

function startDevelopmentGateway(
  { root, stateDirectory, settings, log }: GatewayProgramOptions,
  name: string,
  port: number,
  upstreams: Upstreams,
): Supervised {
  const environment = {
    ...settingsFor('gateway', settings),
    GATEWAY_PORT: `${port}`,
    UPSTREAMS: JSON.stringify(upstreams),
    LABELS_FILE: join(root, 'docker-compose.yml'),
  };
  return startCommand({
    name,
    command: process.execPath,
    args: [join(root, 'libs', 'gateway', 'src', 'cli.ts')],
    environment,
    root,
    stateDirectory,
    log,
    answers: () => isListening(port, settings.GATEWAY_HOST),
  });
}

function startTraefik(options: GatewayProgramOptions, command: string): Supervised {
  const { root, stateDirectory, settings, routers, upstreams, port, problemsPort, log } = options;
  const folder = join(stateDirectory, 'traefik');
  const [staticFile, dynamicFile] = [join(folder, 'traefik.yml'), join(folder, 'dynamic.yml')];
  const host = settings.GATEWAY_HOST ?? '127.0.0.1';
  const files = traefikFiles({
    routers,
    upstreams,
    host,
    port,
    dynamicFile,
    fallbackUrl: settings.UPSTREAM_URL,
    problemsUrl: `http://127.0.0.1:${problemsPort}`,
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(staticFile, files.static);
  writeFileSync(dynamicFile, files.dynamic);
  log(`Using ${command} as the gateway`);
  return startCommand({
    name: 'traefik',
    command,
    args: [`--configFile=${staticFile}`],
    environment: { PATH: settings.PATH },
    root,
    stateDirectory,
    log,
    answers: () => isListening(port, host),
  });
}
