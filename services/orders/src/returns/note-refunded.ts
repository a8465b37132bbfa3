import { returnRefunded, returnReopened } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import type { OrderChange } from '../orders/order-change.ts';
import { factsOf } from '../orders/order-facts.ts';
import { decide } from '../orders/state-machine.ts';
import { returnMachine } from './return-machine.ts';
import { findReturn, updateReturn } from './return-store.ts';

/** A refund, and the return that it is for. */
interface ReturnRefund {
  id: string;
  returnId: string | null;
}

const eventOf = { refund: returnRefunded, reopen: returnReopened } as const;

const noting =
  (how: keyof typeof eventOf) =>
  async (tx: Transaction, change: OrderChange, refunds: readonly ReturnRefund[]): Promise<void> => {
    for (const { id, returnId } of refunds) {
      const found = returnId === null ? undefined : await findReturn(tx, change.order.id, returnId);
      // One that was asked for anew has another refund by now.
      if (found?.refundId !== id) continue;
      const decision = decide(returnMachine, found.status, how, factsOf(change.order));
      if ('code' in decision) continue;
      const noted = { ...found, status: decision.to, updatedAt: change.now };
      change.happened(eventOf[how], { return: noted });
      await updateReturn(tx, noted);
    }
  };

/** Notes that the money for returns was paid out, within the change of their order that says so. */
export const returnsRefunded = noting('refund');

/** Notes that it failed after that, for it to be paid back again. */
export const returnsReopened = noting('reopen');
