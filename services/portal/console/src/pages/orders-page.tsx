import { api, listOf, type Schemas } from '../api.ts';
import { formatMoney } from '../format.ts';
import { Choice, Field } from '../ui/field.tsx';
import { type Column, List } from '../ui/list.tsx';
import { Page } from '../ui/page.tsx';
import { Search } from '../ui/search.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { pick, useFilters } from '../ui/use-filters.ts';
import { usePages } from '../ui/use-pages.ts';

type Order = Schemas['Order'];

const statuses = ['pending', 'confirmed', 'completed', 'canceled', 'expired'] as const satisfies Order['status'][];
const paymentStatuses = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
] as const satisfies Order['paymentStatus'][];
const fulfillmentStatuses = [
  'unfulfilled',
  'partially_shipped',
  'shipped',
  'partially_delivered',
  'delivered',
] as const satisfies Order['fulfillmentStatus'][];

const columns: readonly Column<Order>[] = [
  { title: 'Order', cell: ({ id, number }) => <a href={`/console/orders/${id}`}>{number}</a> },
  { title: 'Placed', cell: ({ placedAt }) => <Time at={placedAt} />, minor: true },
  { title: 'Customer', cell: ({ email, shippingAddress }) => shippingAddress?.name ?? email ?? 'erased' },
  { title: 'Status', cell: ({ status }) => <Status of={status} /> },
  { title: 'Payment', cell: ({ paymentStatus }) => <Status of={paymentStatus} />, minor: true },
  { title: 'Fulfilment', cell: ({ fulfillmentStatus }) => <Status of={fulfillmentStatus} />, minor: true },
  { title: 'Total', cell: ({ totals }) => formatMoney(totals.total), numeric: true },
];

export function OrdersPage() {
  const [filters, setFilters] = useFilters();
  const { from, until, ...chosen } = pick(filters, [
    'q',
    'status',
    'paymentStatus',
    'fulfillmentStatus',
    'customerId',
    'sku',
    'from',
    'until',
  ]);
  const query = {
    ...(chosen as Partial<Pick<Order, 'status' | 'paymentStatus' | 'fulfillmentStatus'>>),
    ...(from && { placedAfter: startOf(from) }),
    ...(until && { placedBefore: startOf(until, 1) }),
  };
  const pages = usePages(JSON.stringify(query), async (cursor, signal) => {
    const { data } = await api.GET('/api/v1/orders', {
      params: { query: { ...query, ...(cursor && { cursor }) } },
      ...(signal && { signal }),
    });
    return listOf(data);
  });
  return (
    <Page title="Orders">
      <search class="filters">
        <Search label="Search" value={filters.q ?? ''} onChange={(q) => setFilters({ q })} />
        <Choice
          label="Status"
          all="Any"
          value={filters.status ?? ''}
          options={statuses}
          onChange={(status) => setFilters({ status })}
        />
        <Choice
          label="Payment"
          all="Any"
          value={filters.paymentStatus ?? ''}
          options={paymentStatuses}
          onChange={(paymentStatus) => setFilters({ paymentStatus })}
        />
        <Choice
          label="Fulfilment"
          all="Any"
          value={filters.fulfillmentStatus ?? ''}
          options={fulfillmentStatuses}
          onChange={(fulfillmentStatus) => setFilters({ fulfillmentStatus })}
        />
        <Field label="Placed from">
          <input
            type="date"
            value={filters.from ?? ''}
            onChange={({ currentTarget }) => setFilters({ from: currentTarget.value })}
          />
        </Field>
        <Field label="Placed until">
          <input
            type="date"
            value={filters.until ?? ''}
            onChange={({ currentTarget }) => setFilters({ until: currentTarget.value })}
          />
        </Field>
      </search>
      <List label="Orders" columns={columns} pages={pages} keyOf={({ id }) => id} empty="No order matches." />
    </Page>
  );
}

/** When a day, some days on, begins where the browser is. @param day `2026-07-01` */
function startOf(day: string, daysOn = 0): string {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + daysOn);
  return date.toISOString();
}
