import type { Transaction } from '@oms/database';
import type { Principal } from '@oms/security';
import { maySee } from '../orders/order-access.ts';
import { lockOrder } from '../orders/order-store.ts';
import { requireTransition } from '../orders/require-transition.ts';
import { notFound } from '../problems.ts';
import { type Edit, presentEdit } from './edit.ts';
import { requireEditor } from './edit-access.ts';
import { editMachine } from './edit-machine.ts';
import { findEdit, updateEdit } from './edit-store.ts';

/** Gives up an edit, whatever has become of its order. @throws {Problem} 403, 404 or 409 */
export async function discardEdit(
  { orderId, editId }: { orderId: string; editId: string },
  principal: Principal,
  tx: Transaction,
): Promise<Edit> {
  const [locked, edit] = await Promise.all([lockOrder(tx, orderId), findEdit(tx, orderId, editId)]);
  if (!locked || !edit || !maySee(locked.found, principal)) throw notFound('edit');
  requireEditor(locked.found, principal);
  const status = requireTransition(editMachine, edit, 'discard', locked.found);
  const discarded = { ...edit, status, updatedAt: locked.now };
  await updateEdit(tx, discarded);
  return presentEdit(discarded, locked.found);
}
