import { api, type Schemas } from '../api.ts';
import { useSession } from '../session.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { type Column, Table } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import type { OrderData } from './use-order.ts';

type Shipment = Schemas['Shipment'];

const pieces = (items: readonly { name: string; quantity: number }[]): string =>
  items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');

export function OrderShipments({ data: { order, shipments }, reload }: { data: OrderData; reload: () => void }) {
  const { may } = useSession();
  if (shipments.length === 0) return null;
  const actions = ({ id, status }: Shipment) => {
    const params = { path: { id: order.id, shipmentId: id } };
    if (status !== 'shipped' || !may('orders:write')) return null;
    return (
      <div class="row-actions">
        <ActionButton
          label="Delivered"
          title="Record the delivery"
          submit="Record"
          reload={reload}
          act={async () => {
            await api.POST('/api/v1/orders/{id}/shipments/{shipmentId}/deliver', { params });
            return 'The delivery is recorded.';
          }}
        >
          <p>The shipment has reached its recipient.</p>
        </ActionButton>
        <ActionButton
          label="Undo"
          title="Cancel the shipment"
          submit="Cancel the shipment"
          danger
          reload={reload}
          act={async () => {
            await api.POST('/api/v1/orders/{id}/shipments/{shipmentId}/cancel', { params });
            return 'The shipment is canceled.';
          }}
        >
          <p>It has not left: its pieces can be shipped again, and the customer is told.</p>
        </ActionButton>
      </div>
    );
  };
  const columns: readonly Column<Shipment>[] = [
    { title: 'Shipment', cell: ({ items }) => pieces(items) },
    { title: 'When', cell: ({ shippedAt }) => <Time at={shippedAt} />, minor: true },
    { title: 'By', cell: Tracking, minor: true },
    { title: 'Status', cell: ({ status }) => <Status of={status} /> },
    { title: 'Actions', cell: actions, quiet: true },
  ];
  return (
    <section>
      <h2>Shipments</h2>
      <Table label="Shipments" columns={columns} items={shipments} keyOf={({ id }) => id} />
    </section>
  );
}

function Tracking({ carrier, trackingNumber, trackingUrl }: Shipment) {
  const text = [carrier, trackingNumber].filter(Boolean).join(' ');
  // Staff enter it, and a browser would run a `javascript:` one.
  if (!trackingUrl || !/^https?:/.test(trackingUrl)) return <>{text}</>;
  return (
    <a href={trackingUrl} rel="noreferrer" target="_blank">
      {text || 'Track it'}
    </a>
  );
}
