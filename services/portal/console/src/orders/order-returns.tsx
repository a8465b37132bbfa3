import { api, type Schemas } from '../api.ts';
import { useSession } from '../session.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Field } from '../ui/field.tsx';
import { type Column, Table } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { PieceFields, piecesIn } from './pieces.tsx';
import type { OrderData } from './use-order.ts';

type OrderReturn = Schemas['OrderReturn'];

export function OrderReturns({ data: { order, returns }, reload }: { data: OrderData; reload: () => void }) {
  const { may } = useSession();
  if (returns.length === 0) return null;
  const actions = ({ id, status, items }: OrderReturn) => {
    const params = { path: { id: order.id, returnId: id } };
    if (!may('orders:write')) return null;
    return (
      <div class="row-actions">
        {status === 'requested' && (
          <>
            <ActionButton
              label="Approve"
              title="Approve the return"
              submit="Approve"
              reload={reload}
              act={async ({ answer = '' }) => {
                await api.POST('/api/v1/orders/{id}/returns/{returnId}/approve', {
                  params,
                  body: { ...(answer && { answer }) },
                });
                return 'The return is approved.';
              }}
            >
              <Answer hint="The customer is told; such as where to send it" />
            </ActionButton>
            <ActionButton
              label="Reject"
              title="Reject the return"
              submit="Reject"
              danger
              reload={reload}
              act={async ({ answer = '' }) => {
                await api.POST('/api/v1/orders/{id}/returns/{returnId}/reject', { params, body: { answer } });
                return 'The return is rejected.';
              }}
            >
              <Answer hint="Why; the customer is told" required />
            </ActionButton>
          </>
        )}
        {status === 'approved' && (
          <ActionButton
            label="Received"
            title="Record what came back"
            submit="Record"
            reload={reload}
            act={async (values) => {
              await api.POST('/api/v1/orders/{id}/returns/{returnId}/receive', {
                params,
                body: {
                  items: piecesIn(values),
                  restock: values.restock === 'on',
                  // Said outright: unless told otherwise it is paid back.
                  refund: values.refund === 'on' && may('payments:write'),
                },
              });
              return 'The return is received.';
            }}
          >
            <PieceFields pieces={items.map(({ quantity, ...item }) => ({ ...item, most: quantity }))} all />
            <label class="check">
              <input name="restock" type="checkbox" defaultChecked /> Put the pieces back into stock
            </label>
            {may('payments:write') && (
              <label class="check">
                <input name="refund" type="checkbox" /> Pay back what they cost
              </label>
            )}
          </ActionButton>
        )}
        {status === 'received' && may('payments:write') && (
          <ActionButton
            label="Refund"
            title="Pay back what was returned"
            submit="Refund"
            danger
            reload={reload}
            act={async ({ shipping }) => {
              await api.POST('/api/v1/orders/{id}/returns/{returnId}/refund', {
                params,
                body: { refundShipping: shipping === 'on' },
              });
              return 'The return is refunded.';
            }}
          >
            <label class="check">
              <input name="shipping" type="checkbox" /> Shipping as well
            </label>
          </ActionButton>
        )}
      </div>
    );
  };
  const columns: readonly Column<OrderReturn>[] = [
    { title: 'Return', cell: ({ items }) => items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ') },
    { title: 'When', cell: ({ createdAt }) => <Time at={createdAt} />, minor: true },
    { title: 'Reason', cell: ({ reason }) => reason, minor: true },
    { title: 'Status', cell: ({ status }) => <Status of={status} /> },
    { title: 'Actions', cell: actions, quiet: true },
  ];
  return (
    <section>
      <h2>Returns</h2>
      <Table label="Returns" columns={columns} items={returns} keyOf={({ id }) => id} />
    </section>
  );
}

const Answer = ({ hint, required }: { hint: string; required?: boolean }) => (
  <Field label="Answer" hint={hint}>
    <textarea name="answer" maxLength={500} required={required} />
  </Field>
);
