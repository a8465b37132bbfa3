import type { PaymentFact, Provider } from './provider.ts';

/** Money that staff take in by themselves: by bank transfer, in cash, by a terminal. What they say is what happened. */
export const manualProvider: Provider = {
  name: 'manual',
  isImmediate: true,
  carryOut: async ({ kind, id, amount }, payment): Promise<PaymentFact> => {
    switch (kind) {
      case 'create':
        return payment.captureMethod === 'manual' ? { everAuthorized: amount } : { everCaptured: amount, closed: true };
      case 'capture':
        return { everCaptured: amount, closed: true };
      case 'void':
        return { closed: true };
      case 'refund':
        return { refunds: [{ operationId: id, reference: null, amount, status: 'succeeded' }] };
    }
  },
};
