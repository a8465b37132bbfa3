import { createChassis, createService, type Service } from '@oms/chassis';
import type { Config } from './config.ts';
import { consumersOf } from './consumers.ts';
import type { UsersContext } from './context.ts';
import { document, routes } from './openapi.ts';

/** Puts users together; nothing runs before it is started. */
export function createUsersService(config: Config, overrides: Partial<Pick<UsersContext, 'now'>> = {}): Service {
  const chassis = createChassis({
    name: 'users',
    settings: config,
    migrations: new URL('../migrations/', import.meta.url),
    jwksUrls: config.jwksUrls,
    processMetrics: config.environment !== 'test',
  });
  const context: UsersContext = { db: chassis.db, now: overrides.now ?? (() => new Date()) };
  return createService(chassis, {
    routes,
    context,
    document: document(),
    consumers: consumersOf(context),
  });
}
