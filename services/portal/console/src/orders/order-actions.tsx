import { api } from '../api.ts';
import { formatMoney, words } from '../format.ts';
import { useSession } from '../session.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Field } from '../ui/field.tsx';
import { amountIn, MoneyField } from '../ui/money-field.tsx';
import { PieceFields, piecesIn } from './pieces.tsx';
import type { OrderData } from './use-order.ts';

interface OrderActionsProps {
  data: OrderData;
  reload: () => void;
}

/** What can be done with the order as it stands, as the API says, and why the rest cannot. */
export function OrderActions({ data, reload }: OrderActionsProps) {
  const { may } = useSession();
  const possible = new Set(data.transitions.filter(({ possible }) => possible).map(({ action }) => action));
  const others = data.transitions.filter(({ possible, detail }) => !possible && detail);
  const props = { data, reload };
  return (
    <section aria-label="Actions">
      <div class="buttons">
        {may('orders:write') && possible.has('ship') && <Ship {...props} />}
        {may('payments:write') && possible.has('pay') && <RecordPayment {...props} />}
        {may('payments:write') && possible.has('refund') && <RefundMoney {...props} />}
        {may('orders:write') && possible.has('request_return') && <TakeReturn {...props} />}
        {may('orders:write') && possible.has('cancel') && <Cancel {...props} />}
        {may('orders:write') && <EditNote {...props} />}
      </div>
      {others.length > 0 && (
        <details>
          <summary>Not possible at present</summary>
          <dl class="facts">
            {others.map(({ action, detail }) => (
              <div key={action}>
                <dt>{words(action)}</dt>
                <dd>{detail}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

const Reason = ({ hint }: { hint?: string }) => (
  <Field label="Reason" {...(hint !== undefined && { hint })}>
    <textarea name="reason" required maxLength={500} />
  </Field>
);

function Ship({ data: { order }, reload }: OrderActionsProps) {
  const pieces = order.lines
    .map(({ id, name, sku, quantity, shipped }) => ({ lineId: id, name, sku, most: quantity - shipped }))
    .filter(({ most }) => most > 0);
  return (
    <ActionButton
      label="Ship"
      title={`Ship pieces of ${order.number}`}
      submit="Ship"
      reload={reload}
      act={async (values) => {
        const { carrier = '', trackingNumber = '' } = values;
        await api.POST('/api/v1/orders/{id}/shipments', {
          params: { path: { id: order.id } },
          body: { items: piecesIn(values), ...(carrier && { carrier }), ...(trackingNumber && { trackingNumber }) },
        });
        return 'The shipment is recorded.';
      }}
    >
      <PieceFields pieces={pieces} all />
      <Field label="Carrier">
        <input name="carrier" maxLength={100} />
      </Field>
      <Field label="Tracking number">
        <input name="trackingNumber" maxLength={100} />
      </Field>
    </ActionButton>
  );
}

function RecordPayment({ data: { order }, reload }: OrderActionsProps) {
  return (
    <ActionButton
      label="Record a payment"
      title={`Record a payment for ${order.number}`}
      submit="Record"
      reload={reload}
      act={async (values) => {
        const amount = amountIn(values, order.currency);
        const { data: payment } = await api.POST('/api/v1/orders/{id}/payments', {
          params: { path: { id: order.id } },
          body: {
            provider: 'manual',
            capture: values.hold !== 'on',
            ...(amount && { amount }),
            ...(values.reference && { reference: values.reference }),
          },
        });
        return `The payment of ${formatMoney(payment.amount)} is recorded.`;
      }}
    >
      <MoneyField
        label="Amount"
        currency={order.currency}
        value={order.totals.due}
        hint="All that is due where it is left empty"
      />
      <Field label="Reference" hint="Such as the number of the bank transfer">
        <input name="reference" maxLength={200} />
      </Field>
      <label class="check">
        <input name="hold" type="checkbox" /> The money is only held, and is captured later
      </label>
    </ActionButton>
  );
}

function RefundMoney({ data: { order }, reload }: OrderActionsProps) {
  const pieces = order.lines.map(({ id, name, sku, quantity }) => ({ lineId: id, name, sku, most: quantity }));
  const refund = async (values: Record<string, string>, dryRun: boolean) => {
    const amount = amountIn(values, order.currency);
    const items = piecesIn(values);
    const { data } = await api.POST('/api/v1/orders/{id}/refunds', {
      params: { path: { id: order.id }, ...(dryRun && { query: { dryRun } }) },
      body: {
        reason: values.reason ?? '',
        ...(amount && { amount }),
        ...(items.length > 0 && { items }),
        ...(values.shipping === 'on' && { shipping: true }),
      },
    });
    return data;
  };
  return (
    <ActionButton
      label="Refund"
      title={`Refund money of ${order.number}`}
      submit="Refund"
      danger
      reload={reload}
      preview={async (values) => {
        const { amount, tax, shipping } = await refund(values, true);
        return (
          <p>
            It would pay back <strong>{formatMoney(amount)}</strong>, of which {formatMoney(tax)} tax and{' '}
            {formatMoney(shipping)} shipping. Nothing is done yet.
          </p>
        );
      }}
      act={async (values) => {
        const { amount, status } = await refund(values, false);
        return status === 'pending'
          ? `The refund of ${formatMoney(amount)} is on its way.`
          : `${formatMoney(amount)} is refunded.`;
      }}
    >
      <MoneyField
        label="Amount"
        currency={order.currency}
        hint="Or pieces below; all that is left where neither is named"
      />
      <PieceFields pieces={pieces} all={false} />
      <label class="check">
        <input name="shipping" type="checkbox" /> Shipping as well
      </label>
      <Reason />
    </ActionButton>
  );
}

function TakeReturn({ data: { order }, reload }: OrderActionsProps) {
  const pieces = order.lines
    .map(({ id, name, sku, shipped, returned }) => ({ lineId: id, name, sku, most: shipped - returned }))
    .filter(({ most }) => most > 0);
  return (
    <ActionButton
      label="Enter a return"
      title={`Enter a return of ${order.number}`}
      submit="Enter"
      reload={reload}
      act={async (values) => {
        await api.POST('/api/v1/orders/{id}/returns', {
          params: { path: { id: order.id } },
          body: { items: piecesIn(values), reason: values.reason ?? '' },
        });
        return 'The return is entered.';
      }}
    >
      <PieceFields pieces={pieces} all={false} />
      <Reason />
    </ActionButton>
  );
}

function Cancel({ data: { order }, reload }: OrderActionsProps) {
  return (
    <ActionButton
      label="Cancel the order"
      title={`Cancel ${order.number}`}
      submit="Cancel the order"
      danger
      reload={reload}
      act={async ({ reason = '' }) => {
        await api.POST('/api/v1/orders/{id}/cancel', { params: { path: { id: order.id } }, body: { reason } });
        return `Order ${order.number} is canceled.`;
      }}
    >
      <p>Its stock is released, and what was paid is voided or paid back.</p>
      <Reason hint="The customer is told" />
    </ActionButton>
  );
}

function EditNote({ data: { order, etag }, reload }: OrderActionsProps) {
  return (
    <ActionButton
      label="Edit the note"
      title={`Note of ${order.number}`}
      submit="Save"
      reload={reload}
      act={async ({ note = '' }) => {
        await api.PATCH('/api/v1/orders/{id}', {
          params: { path: { id: order.id }, header: { 'If-Match': etag } },
          body: { note: note.trim() === '' ? null : note },
        });
        return 'The note is saved.';
      }}
    >
      <Field label="Note">
        <textarea name="note" maxLength={2000} defaultValue={order.note ?? ''} />
      </Field>
    </ActionButton>
  );
}
