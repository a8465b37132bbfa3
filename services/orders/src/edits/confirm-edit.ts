import { isDeepStrictEqual } from 'node:util';
import { orderEdited } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { Problem, problems } from '@oms/http';
import type { Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import { findStandingInvoice, type StandingInvoice } from '../documents/document-store.ts';
import { cancelInvoice, issueInvoice } from '../documents/issue.ts';
import { isSettled } from '../orders/balance.ts';
import { maySee } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import { type OrderRecord, present } from '../orders/order-record.ts';
import { lockOrder } from '../orders/order-store.ts';
import { requireAction, requireTransition } from '../orders/require-transition.ts';
import { notFound, orderProblems } from '../problems.ts';
import { refuseShortage } from '../stock/shortage.ts';
import { reserveStock } from '../stock/stock-store.ts';
import { changedSince } from '../timeline/changed-since.ts';
import { changesIn } from '../timeline/changes.ts';
import { type Edit, type EditRecord, presentEdit } from './edit.ts';
import { requireEditor } from './edit-access.ts';
import { editMachine } from './edit-machine.ts';
import { findEdit, loadEditOffer, updateEdit } from './edit-store.ts';
import { asShipped, differenceOf, type EditOutcome, reckonEdit, stockMoves } from './reckon-edit.ts';

/**
 * Does what an edit proposes, if that is still what was seen: it is reckoned again from the order as it is, and what more it
 * takes is reserved with what it gives back.
 *
 * @param version of the order that the preview was seen with
 * @throws {Problem} 403, 404, 409 or 412
 */
export async function confirmEdit(
  { orderId, editId }: { orderId: string; editId: string },
  version: number,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<Edit> {
  const [locked, edit] = await Promise.all([lockOrder(tx, orderId), findEdit(tx, orderId, editId)]);
  if (!locked || !edit || !maySee(locked.found, principal)) throw notFound('edit');
  const before = locked.found;
  requireEditor(before, principal);
  const status = requireTransition(editMachine, edit, 'confirm', before);
  requireAction(before, 'edit');
  await requireSeen(before, version, tx, context);
  const outcome = await reckonAgain(before, edit, tx);
  const difference = differenceOf(before, outcome);
  const moves = stockMoves(before.lines, outcome.lines);
  const change = new OrderChange(context, locked, actorOf(principal));
  change.happened(orderEdited, { editId, difference }, outcome);
  const confirmed: EditRecord = { ...edit, status, difference, updatedAt: change.now };
  let reserved: ReturnType<typeof reserveStock> | undefined;
  let standing: Promise<StandingInvoice | undefined> | undefined;
  const after = await change.save(tx, () => {
    if (moves.length > 0) reserved = reserveStock(tx, orderId, moves);
    if (before.paid > 0) standing = findStandingInvoice(tx, orderId);
    return [updateEdit(tx, confirmed), reserved, standing];
  });
  refuseShortage(moves, (await reserved) ?? []);
  // What was invoiced is no longer what was ordered; where it costs more, it is invoiced anew once that is paid.
  const canceled = await standing;
  if (after.paid > 0 && isSettled(after)) await issueInvoice(tx, after, change.now, context, canceled);
  if (canceled) await cancelInvoice(tx, before, canceled, change.now, context);
  const shown = presentEdit(confirmed, after);
  return { ...shown, preview: { ...shown.preview, order: present(after) } };
}

/** @throws {Problem} 412 naming what of the order changed since, unless it is at `version` */
async function requireSeen(
  order: OrderRecord,
  version: number,
  tx: Transaction,
  context: OrdersContext,
): Promise<void> {
  if (version === order.version) return;
  const changed = await changedSince(order, version, tx, context);
  throw new Problem(problems.precondition_failed, {
    detail: `The order is at version ${order.version} now. Read the edit again, and confirm it with that version.`,
    extensions: { currentVersion: order.version, ...(changed && { changed }) },
  });
}

/** @throws {Problem} 409 when the outcome is not the one that was previewed */
async function reckonAgain(order: OrderRecord, edit: EditRecord, tx: Transaction): Promise<EditOutcome> {
  const idOf = (sku: string) => edit.outcome.lines.find((line) => line.sku === sku)?.id ?? uuidv7();
  const reckoned = reckonEdit(order, edit.items, await loadEditOffer(tx, order, edit.items), idOf);
  const detail = 'Propose the edit anew to see what it would come to now.';
  if ('errors' in reckoned) {
    throw new Problem(orderProblems.preview_outdated, { detail, extensions: { refusals: reckoned.errors } });
  }
  const { outcome } = reckoned;
  const previewed = asShipped(order, edit.outcome);
  if (isDeepStrictEqual(outcome, previewed)) return outcome;
  const changed = changesIn({ ...order, ...previewed }, { ...order, ...outcome });
  throw new Problem(orderProblems.preview_outdated, { detail, extensions: { changed } });
}
