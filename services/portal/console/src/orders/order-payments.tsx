import { api, type Schemas } from '../api.ts';
import { formatMoney } from '../format.ts';
import { useSession } from '../session.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { type Column, Table } from '../ui/list.tsx';
import { amountIn, MoneyField } from '../ui/money-field.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import type { OrderData } from './use-order.ts';

type Payment = Schemas['Payment'];
type Refund = Schemas['Refund'];

/** What was paid, and what was paid back. */
export function OrderPayments({ data, reload }: { data: OrderData; reload: () => void }) {
  const { order, payments, refunds, transitions } = data;
  const { may } = useSession();
  if (payments.length === 0 && refunds.length === 0) return null;
  const can = (action: string): boolean =>
    may('payments:write') && transitions.some((transition) => transition.action === action && transition.possible);

  const actions = ({ id, status, authorized, provider }: Payment) => {
    const params = { path: { id: order.id, paymentId: id } };
    return (
      <div class="row-actions">
        {status === 'authorized' && can('capture') && (
          <ActionButton
            label="Capture"
            title={`Capture the payment by ${provider}`}
            submit="Capture"
            reload={reload}
            act={async (values) => {
              const amount = amountIn(values, order.currency);
              const { data: done } = await api.POST('/api/v1/orders/{id}/payments/{paymentId}/capture', {
                params,
                body: { ...(amount && { amount }) },
              });
              return `${formatMoney(done.captured)} is captured.`;
            }}
          >
            <MoneyField
              label="Amount"
              currency={order.currency}
              value={authorized}
              hint="What is not captured is let go"
            />
          </ActionButton>
        )}
        {(status === 'authorized' || status === 'pending' || status === 'requires_action') && can('void') && (
          <ActionButton
            label="Void"
            title={`Void the payment by ${provider}`}
            submit="Void"
            danger
            reload={reload}
            act={async () => {
              await api.POST('/api/v1/orders/{id}/payments/{paymentId}/void', { params });
              return 'The payment is voided.';
            }}
          >
            <p>The money that is held is let go.</p>
          </ActionButton>
        )}
      </div>
    );
  };
  const paymentColumns: readonly Column<Payment>[] = [
    {
      title: 'Payment',
      cell: ({ provider, reference, failure }) => (
        <>
          {provider} {reference && <span class="soft">{reference}</span>}
          {failure && <span class="soft"> {failure}</span>}
        </>
      ),
    },
    { title: 'When', cell: ({ createdAt }) => <Time at={createdAt} />, minor: true },
    { title: 'Status', cell: ({ status }) => <Status of={status} /> },
    { title: 'Captured', cell: ({ captured }) => formatMoney(captured), numeric: true, minor: true },
    { title: 'Amount', cell: ({ amount }) => formatMoney(amount), numeric: true },
    { title: 'Actions', cell: actions, quiet: true },
  ];
  return (
    <section>
      <h2>Payments and refunds</h2>
      {payments.length > 0 && (
        <Table label="Payments" columns={paymentColumns} items={payments} keyOf={({ id }) => id} />
      )}
      {refunds.length > 0 && <Table label="Refunds" columns={refundColumns} items={refunds} keyOf={({ id }) => id} />}
    </section>
  );
}

const refundColumns: readonly Column<Refund>[] = [
  { title: 'Refund', cell: ({ reason }) => reason ?? 'Without a reason' },
  { title: 'When', cell: ({ createdAt }) => <Time at={createdAt} />, minor: true },
  { title: 'Status', cell: ({ status }) => <Status of={status} /> },
  { title: 'Amount', cell: ({ amount }) => formatMoney(amount), numeric: true },
];
