import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { claimStateDirectory, removeState, startInfrastructure } from '@oms/local';

export interface TestServers {
  /** `OMS_TEST_*`, as useInfrastructure() of @oms/testing reads them; resolves when the servers answer. */
  environment: Promise<NodeJS.ProcessEnv>;
  stop(): Promise<void>;
}

const NAMES = {
  OMS_TEST_POSTGRES_URL: 'postgresAdminUrl',
  OMS_TEST_AMQP_URL: 'amqpUrl',
  OMS_TEST_RABBITMQ_MANAGEMENT: 'managementUrl',
  OMS_TEST_REDIS_URL: 'redisUrl',
} as const;

/** Servers for one run, thrown away at its end; or those that the environment names. */
export async function startTestServers(root: string, log: (line: string) => void): Promise<TestServers> {
  if (Object.keys(NAMES).every((name) => process.env[name])) {
    return { environment: Promise.resolve({}), stop: async () => undefined };
  }
  const runs = join(root, '.oms', 'test');
  await removeDeadRuns(runs);
  const stateDirectory = join(runs, `${process.pid}`);
  await claimStateDirectory(stateDirectory);
  const infrastructure = await startInfrastructure({
    stateDirectory,
    definitionsFile: join(root, 'rabbitmq', 'definitions.json'),
    passwords: { postgres: 'dev-only-postgres', rabbitmq: 'dev-only-rabbitmq', redis: 'dev-only-redis' },
    throwaway: true,
    log,
  });
  const { addresses, ready } = infrastructure;
  const environment = Promise.all(Object.values(ready)).then(() =>
    Object.fromEntries(Object.entries(NAMES).map(([name, key]) => [name, addresses[key]])),
  );
  environment.catch(() => undefined);
  return {
    environment,
    async stop() {
      await infrastructure.stop();
      removeState(stateDirectory);
    },
  };
}

/** Of runs that were killed: stops their servers and removes their data. */
export async function removeDeadRuns(runs: string): Promise<void> {
  if (!existsSync(runs)) return;
  for (const name of readdirSync(runs)) {
    const directory = join(runs, name);
    // A run that is alive holds its claim.
    const claim = await claimStateDirectory(directory).catch(() => undefined);
    if (claim) removeState(directory);
  }
}

/** Whether a test makes something in the servers, by itself or by a file beside it that it imports. */
export function usesServers(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  if (/\b(?:createTest(?:Database|Broker|Redis)|useInfrastructure)\b/.test(text)) return true;
  return [...text.matchAll(/ from '(\.[^']+\.ts)'/g)].some(([, path = '']) =>
    usesServers(resolve(dirname(file), path), seen),
  );
}
