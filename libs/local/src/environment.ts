import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Secrets that belong to some services alone; everything else in `.env` may be read by each. */
const OWNERS: Record<string, readonly string[]> = {
  KEY_ENCRYPTION_KEY: ['auth'],
  MAIL_SEALING_KEY: ['auth', 'mailer'],
  ORDERS_KEY_ENCRYPTION_KEY: ['orders'],
  MAIL_DKIM_KEY: ['mailer'],
  MAILGUN_WEBHOOK_SIGNING_KEY: ['mailer'],
  STRIPE_SECRET_KEY: ['orders'],
  STRIPE_WEBHOOK_SECRET: ['orders'],
  OIDC_PROVIDERS: ['auth'],
  ADMIN_EMAIL: ['auth'],
  ADMIN_PASSWORD: ['auth'],
  POSTGRES_PASSWORD: [],
  RABBITMQ_PASSWORD: [],
  REDIS_PASSWORD: [],
  AUTH_DATABASE_PASSWORD: [],
  USERS_DATABASE_PASSWORD: [],
  ORDERS_DATABASE_PASSWORD: [],
  MAILER_DATABASE_PASSWORD: [],
};

/** The settings of `file` (`.env`) below those of the environment, which win. Empty ones count as not set. */
export function readEnvironment(file: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const merged: NodeJS.ProcessEnv = { ...parseEnv(readFileSync(file, 'utf8')), ...environment };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}

/** What of the settings a service is given: all but the secrets of others. */
export function settingsFor(service: string, settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => {
      const owners = OWNERS[name.replace(/_FILE$/, '')];
      return owners === undefined || owners.includes(service);
    }),
  );
}

/** A setting that has to be there. */
export function required(settings: NodeJS.ProcessEnv, name: string): string {
  const value = settings[name];
  if (value === undefined) throw new Error(`${name} is not set; .env at the top of the checkout holds its default.`);
  return value;
}

/** Refuses a setting that is there but no HTTP address. */
export function checkUrl(settings: NodeJS.ProcessEnv, name: string): void {
  const text = settings[name];
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return;
  throw new Error(`${name} is ${JSON.stringify(text)}; it must be a URL such as https://staging.example.com.`);
}

/** A setting that is a TCP port. */
export function portSetting(settings: NodeJS.ProcessEnv, name: string): number {
  const port = Number(required(settings, name));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${name} is ${JSON.stringify(settings[name])}; it must be a port from 1 to 65535.`);
  }
  return port;
}
