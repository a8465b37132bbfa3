import { forgetRelayPlans, keepRelayPlans } from '@oms/events';
import type { Knex } from 'knex';

export const up = (knex: Knex): Promise<void> => keepRelayPlans(knex, 'auth');

export const down = (knex: Knex): Promise<void> => forgetRelayPlans(knex, 'auth');
