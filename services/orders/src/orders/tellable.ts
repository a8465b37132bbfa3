import { MAX_EVENT_BYTES } from '@oms/events';
import { invalidFields } from '@oms/http';
import { type OrderRecord, present } from './order-record.ts';

/** Bytes of JSON for what people write beside it, such as why it is returned, and for numbers that grow. */
const reserve = 32 * 1024;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * Every event of an order carries all of it, and some, such as that of a refund, all of its pieces once more: an order that
 * leaves no room for these could be placed and never be shipped, canceled or paid back.
 *
 * @param told what else the next event of it tells
 * @throws {Problem} 422
 */
export function requireTellable(order: OrderRecord, told: unknown = null): void {
  const shown = present(order);
  const pieces = shown.lines.map(({ id: lineId, sku, name, quantity, total, tax }) => {
    return { lineId, sku, name, quantity, amount: total, tax };
  });
  const bytes = bytesOf(shown) + Math.max(bytesOf(pieces), bytesOf(told));
  const most = MAX_EVENT_BYTES - reserve;
  if (bytes <= most) return;
  const detail = `makes the order too large: ${bytes} of ${most} bytes; order fewer items at a time, or note less with them`;
  throw invalidFields([{ pointer: '', in: 'body', code: 'too_large', detail }]);
}
