import type { EventDefinition } from '../event.ts';
import * as apiKeyUse from './api-key-use.ts';
import * as auth from './auth.ts';
import * as mailer from './mailer.ts';
import * as orders from './orders.ts';
import * as privacy from './privacy.ts';
import * as users from './users.ts';

/** Every event that any service publishes, by type. */
export const eventsByType: ReadonlyMap<string, EventDefinition> = new Map(
  [apiKeyUse, auth, mailer, orders, privacy, users]
    .flatMap((published): EventDefinition[] => Object.values(published))
    .map((definition) => [definition.type, definition]),
);
