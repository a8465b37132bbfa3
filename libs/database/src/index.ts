export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type Queryable,
  type Transaction,
  type TransactionOptions,
} from './database.ts';
export { type Column, describeSchema, type Reference, type Table } from './describe-schema.ts';
export { dumpSchema } from './dump-schema.ts';
export { isConnectionError, isNotNullViolation, isUniqueViolation } from './errors.ts';
export { escapeLike } from './escape-like.ts';
export {
  latestMigration,
  type MigrationStatus,
  migrate,
  migrationStatus,
  rollback,
  schemaIsReady,
  stamp,
} from './migrations.ts';
export { type ProvisionedService, provision } from './provision.ts';
export { schemaDiagram } from './schema-diagram.ts';
export { streamRows, streamRowsIn } from './stream-rows.ts';
export { textArray } from './text-array.ts';
