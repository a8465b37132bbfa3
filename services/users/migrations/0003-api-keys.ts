import { createApiKeyTable, dropApiKeyTable } from '@oms/chassis';
import type { Knex } from 'knex';

export const up = (knex: Knex): Promise<void> => createApiKeyTable(knex);

export const down = (knex: Knex): Promise<void> => dropApiKeyTable(knex);
