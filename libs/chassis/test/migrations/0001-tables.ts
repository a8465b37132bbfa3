import { createApiKeyTable, dropApiKeyTable } from '@oms/chassis';
import { createEventTables, dropEventTables } from '@oms/events';
import { createIdempotencyTable, dropIdempotencyTable } from '@oms/http';
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await createEventTables(knex, 'portal');
  await createIdempotencyTable(knex);
  await createApiKeyTable(knex);
}

export async function down(knex: Knex): Promise<void> {
  await dropApiKeyTable(knex);
  await dropIdempotencyTable(knex);
  await dropEventTables(knex, 'portal');
}
