import { words } from '../format.ts';

const good = new Set([
  'completed',
  'paid',
  'delivered',
  'captured',
  'succeeded',
  'sent',
  'active',
  'in_stock',
  'received',
]);
const bad = new Set([
  'failed',
  'canceled',
  'expired',
  'voided',
  'rejected',
  'suspended',
  'unknown',
  'out_of_stock',
  'bounced',
]);
const waiting = new Set([
  'pending',
  'requested',
  'authorized',
  'requires_action',
  'partially_paid',
  'queued',
  'sending',
]);

/** A status as a word; its colour says nothing that the word does not. */
export function Status({ of }: { of: string }) {
  const tone = good.has(of) ? 'good' : bad.has(of) ? 'bad' : waiting.has(of) ? 'waiting' : '';
  return <span class={`status ${tone}`}>{words(of)}</span>;
}
