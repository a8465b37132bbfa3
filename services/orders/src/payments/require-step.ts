import { Problem } from '@oms/http';
import { orderProblems } from '../problems.ts';
import type { Provider } from './provider.ts';

/**
 * Refuses what a provider would refuse later, when it is written down already. What goes back by itself is not asked for this: where
 * its provider refuses it, staff are told.
 *
 * @param amount in minor units
 * @throws {Problem} 422
 */
export function requireStep(provider: Provider | undefined, amount: number, currency: string): void {
  const step = provider?.stepOf?.(currency) ?? 1;
  if (amount % step === 0) return;
  throw new Problem(orderProblems.amount_not_taken, {
    detail: `By ${provider?.name} amounts in ${currency} have to be multiples of ${step} minor units. Name an amount that is; the rest goes another way.`,
    extensions: { asked: { amount, currency }, step: { amount: step, currency } },
  });
}
