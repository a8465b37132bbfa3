import { authExportProvided, mailerExportProvided, ordersExportProvided } from '@oms/contracts';
import { on } from '@oms/events';
import type { UsersContext } from '../context.ts';
import { collect } from './collect.ts';

/** Collects what the other services provide. */
export const exportHandlers = ({ now }: Pick<UsersContext, 'now'>) => [
  on(authExportProvided, ({ data }, tx) => collect(tx, now(), 'auth', data)),
  on(ordersExportProvided, ({ data }, tx) => collect(tx, now(), 'orders', data)),
  on(mailerExportProvided, ({ data }, tx) => collect(tx, now(), 'mailer', data)),
];
