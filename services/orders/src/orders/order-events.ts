import {
  type Actor,
  type EventData,
  type Order,
  orderCanceled,
  orderExpired,
  orderPlaced,
  orderUpdated,
} from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import type { Principal } from '@oms/security';
import type { Logger, Metrics } from '@oms/telemetry';

/** One function for each thing that happens to an order: it is published, and once committed logged and counted. */
export interface OrderEvents {
  placed(tx: Transaction, order: Order, actor: Actor): Promise<void>;
  updated(tx: Transaction, order: Order, actor: Actor, changed: ChangedFields): Promise<void>;
  canceled(tx: Transaction, order: Order, actor: Actor, reason: string): Promise<void>;
  expired(tx: Transaction, order: Order): Promise<void>;
}

export type ChangedFields = EventData<typeof orderUpdated>['changed'];

export const actorOf = ({ kind, subject }: Principal): Actor => ({ kind, id: subject });

export function createOrderEvents(logger: Logger, metrics: Metrics): OrderEvents {
  const placed = metrics.counter('orders_placed_total', 'Orders placed', ['currency']);
  const canceled = metrics.counter('orders_canceled_total', 'Orders canceled, by whom', ['actor']);
  const expired = metrics.counter('orders_expired_total', 'Orders that were not paid in time', []);
  const of = (order: Order) => ({ aggregateId: order.id, aggregateVersion: order.version });
  return {
    async placed(tx, order, actor) {
      tx.afterCommit(() => {
        placed.inc({ currency: order.currency });
        logger.info({ orderId: order.id, number: order.number, lines: order.lines.length }, 'order placed');
      });
      await record(tx, { event: orderPlaced, ...of(order), data: { order, actor } });
    },
    async updated(tx, order, actor, changed) {
      tx.afterCommit(() => logger.info({ orderId: order.id, version: order.version, changed }, 'order updated'));
      await record(tx, { event: orderUpdated, ...of(order), data: { order, actor, changed } });
    },
    async canceled(tx, order, actor, reason) {
      tx.afterCommit(() => {
        canceled.inc({ actor: actor.kind });
        logger.info({ orderId: order.id, number: order.number, actor: actor.kind }, 'order canceled');
      });
      await record(tx, { event: orderCanceled, ...of(order), data: { order, actor, reason } });
    },
    async expired(tx, order) {
      tx.afterCommit(() => {
        expired.inc();
        logger.info({ orderId: order.id, number: order.number }, 'order expired');
      });
      await record(tx, { event: orderExpired, ...of(order), data: { order, actor: { kind: 'system', id: null } } });
    },
  };
}
