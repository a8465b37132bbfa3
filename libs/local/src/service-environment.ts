import { join } from 'node:path';
import { developmentKey } from './development-keys.ts';
import { required, settingsFor } from './environment.ts';
import type { Infrastructure } from './infrastructure.ts';
import { withMemorySettings } from './memory-settings.ts';

export const DATABASE = 'oms';

export interface ServiceEnvironmentOptions {
  root: string;
  stateDirectory: string;
  settings: NodeJS.ProcessEnv;
  /** The services that run here. */
  services: readonly string[];
  /** Those of them that have a schema in the database. */
  withSchema: readonly string[];
  ports: Record<string, number>;
  addresses: Infrastructure['addresses'];
}

/** What each service finds in its environment when it runs on this machine. */
export function createServiceEnvironments(options: ServiceEnvironmentOptions): {
  of(service: string): NodeJS.ProcessEnv;
} {
  const { settings, services, withSchema, ports, addresses, stateDirectory } = options;
  const addressOf = (service: string): string => `http://127.0.0.1:${ports[service]}`;
  const keySets = [
    ...(services.includes('auth') ? [`${addressOf('auth')}/.well-known/jwks.json`] : []),
    // Tokens of the system that the other services run in.
    ...(!services.includes('auth') && settings.UPSTREAM_URL
      ? [new URL('/.well-known/jwks.json', settings.UPSTREAM_URL).href]
      : []),
    developmentKey(join(stateDirectory, 'dev-keys')).jwksUrl,
  ];
  return {
    of: (service) => ({
      ...withMemorySettings(settingsFor(service, settings)),
      // Whatever the shell says: these are development's secrets.
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: `${ports[service]}`,
      PUBLIC_URL: settings.PUBLIC_URL ?? `http://localhost:${required(settings, 'GATEWAY_PORT')}`,
      ...(withSchema.includes(service) && { DATABASE_URL: databaseUrl(service, settings, addresses.postgresAdminUrl) }),
      AMQP_URL: addresses.amqpUrl,
      REDIS_URL: addresses.redisUrl,
      SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
      JWKS_URLS: keySets.join(','),
    }),
  };
}

export const databasePassword = (service: string, settings: NodeJS.ProcessEnv): string =>
  required(settings, `${service.toUpperCase()}_DATABASE_PASSWORD`);

/** The connection of the service's own role, on the server of `adminUrl`. */
export function databaseUrl(service: string, settings: NodeJS.ProcessEnv, adminUrl: string): string {
  const url = new URL(adminUrl);
  url.username = `${service}_service`;
  url.password = encodeURIComponent(databasePassword(service, settings));
  url.pathname = `/${DATABASE}`;
  return url.href;
}
