import { every, type Worker } from '@oms/chassis';
import { orderExpired } from '@oms/contracts';
import type { OrdersContext } from '../context.ts';
import type { MoneyContext } from '../payments/order-money.ts';
import { decideToClose, saveClosedOrder } from './close-order.ts';
import { OrderChange } from './order-change.ts';
import { theSystem } from './order-events.ts';
import { type DuePosition, lockNextDue, lockOrder } from './order-store.ts';

type ExpiryContext = Pick<OrdersContext, 'db' | 'logger' | 'announce' | 'personKeys'> & MoneyContext;

/** Orders expire at most this long after their time, but for what a backlog adds. */
const intervalMs = 2_000;

/** One walk looks at no more orders than this; the next goes on. */
const orderLimit = 10_000;

const start: DuePosition = { expiresAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** Expires orders that are not paid for as long as the service runs, on every replica. */
export function createExpiry(context: ExpiryContext): Worker {
  const stopping = new AbortController();
  const sweeper = every(
    'expiry of unpaid orders',
    intervalMs,
    () => expireDue(context, stopping.signal),
    context.logger,
  );
  return {
    ...sweeper,
    stop() {
      stopping.abort();
      return sweeper.stop();
    },
  };
}

/**
 * Expires all orders that are past their time and not paid in full, and pays back what was paid, each in a transaction of its own: one that ends half-way leaves an
 * order as it was. An order that somebody else has locked, another sweeper or a request, is left to them; the next walk
 * meets it again if it is still due. So is one that fails, which keeps none of the others waiting.
 *
 * @returns how many expired
 */
export async function expireDue(context: ExpiryContext, signal?: AbortSignal): Promise<number> {
  let expired = 0;
  let position = start;
  for (let seen = 0; seen < orderLimit && !signal?.aborted; seen += 1) {
    const before = position;
    try {
      const outcome = await expireNext(context, before, (at) => {
        position = at;
      });
      if (outcome === 'none') break;
      if (outcome === 'expired') expired += 1;
    } catch (error) {
      // Without a lock it is the database that fails, not an order.
      if (position === before) throw error;
      context.logger.error({ err: error, orderId: position.id }, 'an order could not expire; it will be tried again');
    }
  }
  return expired;
}

/** @param onLocked told which order it is, before anything can go wrong with it */
const expireNext = (
  context: ExpiryContext,
  position: DuePosition,
  onLocked: (at: DuePosition) => void,
): Promise<'expired' | 'refused' | 'none'> =>
  context.db.transaction(async (tx) => {
    const due = await lockNextDue(tx, position, context);
    if (!due) return 'none';
    onLocked(due);
    const locked = await lockOrder(tx, due.id);
    if (!locked) throw new Error('an order that is locked cannot be read');
    const decision = decideToClose(locked.found, 'expire');
    if ('code' in decision) {
      const about = { orderId: due.id, code: decision.code };
      context.logger.warn(about, 'an order is past its time but may not expire');
      return 'refused';
    }
    const change = new OrderChange(context, locked, theSystem);
    change.happened(orderExpired, {}, { status: decision.to });
    await saveClosedOrder(tx, change, context);
    return 'expired';
  });
