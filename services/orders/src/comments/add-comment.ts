import { type Comment, comment, commentAdded, words } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { Problem, problems } from '@oms/http';
import { can, type Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import type { OrdersContext } from '../context.ts';
import { maySee, needsOrdersWrite, requireCustomer, requireOwnerOrStaff } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import { lockOrder } from '../orders/order-store.ts';
import { notFound } from '../problems.ts';
import { type CommentRow, insertComment, presentComment } from './comment-store.ts';

export const newComment = z.strictObject({
  body: words(5_000),
  visibility: comment.shape.visibility.default('public'),
});

/**
 * Writes about an order, as its customer or as staff, in any status of it. An internal comment is always one of staff.
 *
 * @throws {Problem} 403, 404, or 409 on the order of somebody who is erased
 */
export async function addComment(
  orderId: string,
  { body, visibility }: z.output<typeof newComment>,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<Comment> {
  const locked = await lockOrder(tx, orderId);
  if (!locked || !maySee(locked.found, principal)) throw notFound('order');
  requireOwnerOrStaff(locked.found, principal);
  if (visibility === 'internal' && !can(principal, 'orders:write')) {
    throw new Problem(problems.forbidden, { detail: `Internal comments are for staff. ${needsOrdersWrite}` });
  }
  requireCustomer(locked.found);
  const isCustomer = locked.found.customerId === principal.subject && visibility === 'public';
  const change = new OrderChange(context, locked, actorOf(principal));
  const written: CommentRow = {
    id: uuidv7(),
    orderId,
    version: locked.found.version + 1,
    visibility,
    body,
    author: isCustomer ? 'customer' : 'staff',
    authorId: isCustomer ? null : principal.subject,
    createdAt: change.now,
  };
  const shown = presentComment(written);
  change.happened(commentAdded, { comment: shown });
  await change.save(tx, () => [insertComment(tx, written)]);
  return shown;
}
