import type { ComponentChildren } from 'preact';
import type { Schemas } from '../api.ts';
import { formatMoney, formatNumber } from '../format.ts';
import { useSession } from '../session.tsx';
import { type Column, Table } from '../ui/list.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';

type Order = Schemas['Order'];
type OrderLine = Schemas['OrderLine'];

const columns: readonly Column<OrderLine>[] = [
  {
    title: 'Article',
    cell: ({ name, sku }) => (
      <>
        {name} <span class="soft code">{sku}</span>
      </>
    ),
  },
  { title: 'Price', cell: ({ unitPrice }) => formatMoney(unitPrice), numeric: true, minor: true },
  { title: 'Quantity', cell: ({ quantity }) => formatNumber(quantity), numeric: true },
  { title: 'Shipped', cell: ({ shipped }) => formatNumber(shipped), numeric: true, minor: true },
  { title: 'Returned', cell: ({ returned }) => formatNumber(returned), numeric: true, minor: true },
  { title: 'Total', cell: ({ total }) => formatMoney(total), numeric: true },
];

/** The order itself: where it stands, what can be done (`children`), what was bought, what it costs, where it goes. */
export function OrderSummary({ order, children }: { order: Order; children: ComponentChildren }) {
  const { may } = useSession();
  const { status, paymentStatus, fulfillmentStatus, lines, email, customerId, note, placedAt, expiresAt } = order;
  return (
    <>
      <p class="statuses">
        <Status of={status} /> <Status of={paymentStatus} /> <Status of={fulfillmentStatus} />
        <span class="soft">
          placed <Time at={placedAt} />
          {expiresAt && (
            <>
              , expires <Time at={expiresAt} />
            </>
          )}
        </span>
      </p>
      {children}
      <section aria-label="Lines">
        <Table label="Lines" columns={columns} items={lines} keyOf={({ id }) => id} />
      </section>
      <div class="columns">
        <Totals order={order} />
        <section>
          <h2>Customer</h2>
          <p>
            {customerId && may('users:read') ? (
              <a href={`/console/accounts/${customerId}`}>{email ?? 'Erased'}</a>
            ) : (
              (email ?? 'Erased')
            )}
            {customerId && (
              <>
                <br />
                <a href={`/console/orders?customerId=${customerId}`}>All their orders</a>
              </>
            )}
          </p>
          {note && <blockquote>{note}</blockquote>}
        </section>
        <section>
          <h2>Ships to</h2>
          <AddressLines address={order.shippingAddress} />
          {order.shippingMethod && <p class="soft">{order.shippingMethod.name}</p>}
        </section>
        <section>
          <h2>Billed to</h2>
          <AddressLines address={order.billingAddress} />
        </section>
      </div>
    </>
  );
}

function Totals({ order: { totals, discounts, pricesIncludeTax } }: { order: Order }) {
  const codes = discounts.map(({ code }) => code).join(', ');
  const rows: [string, string, boolean?][] = [
    ['Subtotal', formatMoney(totals.subtotal)],
    ...(totals.discount.amount > 0
      ? [[`Discount${codes && ` (${codes})`}`, formatMoney(totals.discount)] satisfies [string, string]]
      : []),
    ['Shipping', formatMoney(totals.shipping)],
    [pricesIncludeTax ? 'Tax, included' : 'Tax', formatMoney(totals.tax)],
    ['Total', formatMoney(totals.total), true],
    ['Paid', formatMoney(totals.paid)],
    ['Refunded', formatMoney(totals.refunded)],
    ['Due', formatMoney(totals.due), true],
  ];
  return (
    <section>
      <h2>Totals</h2>
      <dl class="sums">
        {rows.map(([name, value, isMain]) => (
          <div key={name} class={isMain ? 'main' : ''}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const countries = new Intl.DisplayNames('en', { type: 'region' });

function AddressLines({ address }: { address: Schemas['Address'] | null }) {
  if (!address) return <p class="soft">Erased</p>;
  const { name, company, line1, line2, city, region, postalCode, country, phone } = address;
  const lines = [name, company, line1, line2, `${postalCode} ${city}`, region, countries.of(country), phone];
  return (
    <address>
      {lines.filter(Boolean).map((line, index) => (
        <span key={index}>{line}</span>
      ))}
    </address>
  );
}
