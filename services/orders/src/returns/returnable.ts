import type { Queryable } from '@oms/database';
import { can, type Principal } from '@oms/security';
import type { LineRecord } from '../orders/order-record.ts';
import { countAll } from '../orders/pieces.ts';
import type { ReturnFacts } from '../orders/state-machine.ts';
import { piecesOutWithin } from '../shipments/shipment-store.ts';
import { openReturns } from './return-store.ts';

/** What of an order can be sent back. */
export interface Returnable {
  /** Pieces of a line that were shipped, and are neither returned nor about to be. */
  left(line: LineRecord): number;
  /** Of these, what whoever asks can still send back: customers within the window, staff at any time. */
  inTime(line: LineRecord): number;
  facts(lines: readonly LineRecord[]): ReturnFacts;
}

/** @param days of the window */
export async function loadReturnable(
  db: Queryable,
  orderId: string,
  principal: Principal,
  days: number,
): Promise<Returnable> {
  const [open, recent] = await Promise.all([
    openReturns(db, orderId),
    can(principal, 'orders:write') ? undefined : piecesOutWithin(db, orderId, days),
  ]);
  const left = ({ id, shipped, returned }: LineRecord) => shipped - returned - (open.get(id) ?? 0);
  // What went back already is taken to be of the oldest.
  const inTime = (line: LineRecord) => Math.min(left(line), recent ? (recent.get(line.id) ?? 0) : Infinity);
  return {
    left,
    inTime,
    facts: (lines) => ({
      returning: countAll(open),
      returnableInTime: lines.reduce((sum, line) => sum + inTime(line), 0),
    }),
  };
}
