import { createChassis, createService, every, type OpenableService, reportApiKeyUse } from '@oms/chassis';
import { usersApiKeyUsed } from '@oms/contracts';
import type { Config } from './config.ts';
import { consumersOf } from './consumers.ts';
import type { UsersContext } from './context.ts';
import { measureErasures } from './erasures/erasure-metrics.ts';
import { forgetLateProfiles } from './erasures/follow-erasure.ts';
import { tidyExports } from './exports/collect.ts';
import { document, routes } from './openapi.ts';

/** What a test may set otherwise. */
export interface Overrides {
  now?: () => Date;
  tidyEveryMs?: number;
}

/** Puts users together; nothing runs before it is started. */
export function createUsersService(config: Config, overrides: Overrides = {}): OpenableService<UsersContext> {
  const chassis = createChassis({
    name: 'users',
    settings: config,
    migrations: new URL('../migrations/', import.meta.url),
    jwksUrls: config.jwksUrls,
  });
  const { db, logger, metrics } = chassis;
  const now = overrides.now ?? (() => new Date());
  const context: UsersContext = { db, now };
  measureErasures(metrics, db);
  return createService(chassis, {
    routes,
    context,
    document,
    consumers: consumersOf(context),
    workers: [
      every('export tidier', overrides.tidyEveryMs ?? 30_000, () => tidyExports(db, now(), logger), logger),
      every('erasure tidier', overrides.tidyEveryMs ?? 60_000, () => forgetLateProfiles(db, now()), logger),
    ],
    noteApiKeyUse: reportApiKeyUse(usersApiKeyUsed),
  });
}
