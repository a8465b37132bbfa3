import { type Actor, type EventDefinition, orderCanceled, orderExpired, orderPlaced } from '@oms/contracts';
import type { Principal } from '@oms/security';
import type { Logger, Metrics } from '@oms/telemetry';
import type { OrderRecord } from './order-record.ts';

/** Logs and counts what happened to an order, once it is committed. */
export type Announce = (event: EventDefinition, order: OrderRecord, actor: Actor) => void;

export const actorOf = ({ kind, subject }: Principal): Actor => ({ kind, id: subject });

/** Who acts when time has run out, or a provider has something to tell. */
export const theSystem: Actor = { kind: 'system', id: null };

export function createAnnouncer(logger: Logger, metrics: Metrics): Announce {
  const events = metrics.counter('orders_events_total', 'What happened to orders, by type of event', ['type']);
  const placed = metrics.counter('orders_placed_total', 'Orders placed', ['currency']);
  const canceled = metrics.counter('orders_canceled_total', 'Orders canceled, by whom', ['actor']);
  const expired = metrics.counter('orders_expired_total', 'Orders that were not paid in time', []);
  return (event, order, actor) => {
    events.inc({ type: event.type });
    if (event === orderPlaced) placed.inc({ currency: order.currency });
    if (event === orderCanceled) canceled.inc({ actor: actor.kind });
    if (event === orderExpired) expired.inc();
    const { id: orderId, number, version } = order;
    logger.info({ event: event.type, orderId, number, version, actor: actor.kind }, 'order changed');
  };
}
