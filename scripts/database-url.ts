import { join } from 'node:path';
import { env, readSettings } from '@oms/config';
import { knownPorts, readEnvironment, required } from '@oms/local';

/** Said without a stack trace: the reader has mistyped, or something is not running. */
export class UsageError extends Error {}

/** The settings of `.env`, below those of the environment. */
export const scriptSettings = (root: string): NodeJS.ProcessEnv => readEnvironment(join(root, '.env'), process.env);

/**
 * DATABASE_URL (or DATABASE_URL_FILE), or that of the service's role in the database that `npm start` runs.
 *
 * @throws {UsageError} when there is neither
 */
export function databaseUrlOf(service: string, root: string): string {
  const settings = scriptSettings(root);
  if (settings.DATABASE_URL !== undefined || settings.DATABASE_URL_FILE !== undefined) {
    return readSettings(settings, { url: env.url('DATABASE_URL', { protocols: ['postgres', 'postgresql'] }) }).url;
  }
  const port = runningPort('postgres', root);
  if (port === undefined) throw new UsageError('There is no database yet: run npm start, or set DATABASE_URL.');
  const password = encodeURIComponent(required(settings, `${service.toUpperCase()}_DATABASE_PASSWORD`));
  return `postgres://${service}_service:${password}@127.0.0.1:${port}/oms`;
}

/** The port of a server that `npm start` runs, or ran last. */
export function runningPort(server: 'postgres' | 'rabbitmq', root: string): number | undefined {
  return knownPorts(join(root, '.oms', 'ports.json'))[server];
}
