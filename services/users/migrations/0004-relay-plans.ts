import { forgetRelayPlans, keepRelayPlans } from '@oms/events';
import type { Knex } from 'knex';

export const up = (knex: Knex): Promise<void> => keepRelayPlans(knex, 'users');

export const down = (knex: Knex): Promise<void> => forgetRelayPlans(knex, 'users');
