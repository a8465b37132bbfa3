import type { OrderReturn } from '@oms/contracts';
import type { Machine } from '../orders/state-machine.ts';

/** Its customer withdraws a return, staff cancel one. */
type ReturnEvent = 'approve' | 'reject' | 'receive' | 'refund' | 'reopen' | 'withdraw' | 'cancel';

export const returnMachine: Machine<OrderReturn['status'], ReturnEvent> = {
  name: 'return',
  initial: 'requested',
  states: ['requested', 'approved', 'rejected', 'received', 'refunded', 'canceled'],
  transitions: [
    { event: 'approve', from: ['requested'], to: 'approved' },
    { event: 'reject', from: ['requested'], to: 'rejected' },
    { event: 'receive', from: ['approved'], to: 'received' },
    { event: 'refund', from: ['received'], to: 'refunded' },
    // Its refund was paid out and then failed after all: it can be paid back again.
    { event: 'reopen', from: ['refunded'], to: 'received' },
    { event: 'withdraw', from: ['requested'], to: 'canceled' },
    { event: 'cancel', from: ['requested', 'approved'], to: 'canceled' },
  ],
};
