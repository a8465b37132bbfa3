import type { Database } from '@oms/database';

/** What the use cases of users work with. */
export interface UsersContext {
  db: Database;
  now: () => Date;
}
