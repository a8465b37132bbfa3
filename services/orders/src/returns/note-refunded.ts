import { returnRefunded } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import type { OrderChange } from '../orders/order-change.ts';
import { factsOf } from '../orders/order-facts.ts';
import { decide } from '../orders/state-machine.ts';
import { returnMachine } from './return-machine.ts';
import { findReturn, updateReturn } from './return-store.ts';

/** Notes that the money for returns was paid out, within the change of their order that says so. */
export async function returnsRefunded(
  tx: Transaction,
  change: OrderChange,
  returnIds: readonly string[],
): Promise<void> {
  for (const id of returnIds) {
    const found = await findReturn(tx, change.order.id, id);
    const decision = found && decide(returnMachine, found.status, 'refund', factsOf(change.order));
    if (!decision || 'code' in decision) continue;
    const refunded = { ...found, status: decision.to, updatedAt: change.now };
    change.happened(returnRefunded, { return: refunded });
    await updateReturn(tx, refunded);
  }
}
