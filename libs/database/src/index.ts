export { createDatabase, type Database, type DatabaseOptions, type Queryable, type Transaction } from './database.ts';
export { isConnectionError, isUniqueViolation } from './errors.ts';
export {
  latestMigration,
  type MigrationStatus,
  migrate,
  migrationStatus,
  rollback,
  schemaIsReady,
} from './migrations.ts';
export { type ProvisionedService, provision } from './provision.ts';
export { streamRows, streamRowsIn } from './stream-rows.ts';
