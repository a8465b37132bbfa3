import { useRoute } from 'preact-iso/router';
import { api, type Schemas } from '../api.ts';
import { formatDelta, formatMoney, formatNumber, words } from '../format.ts';
import { useSession } from '../session.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Field } from '../ui/field.tsx';
import { type Column, List } from '../ui/list.tsx';
import { Failure, Page } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { useLoad } from '../ui/use-load.ts';
import { usePages } from '../ui/use-pages.ts';

type StockMovement = Schemas['StockMovement'];

export function ProductPage() {
  const { may } = useSession();
  const { params } = useRoute();
  const id = params.id ?? '';
  const { data, error, reload } = useLoad(id, async (signal) => {
    const init = { params: { path: { id } }, signal };
    const [product, stock] = await Promise.all([
      api.GET('/api/v1/products/{id}', init),
      may('stock:write') ? api.GET('/api/v1/products/{id}/stock', init) : undefined,
    ]);
    return { product: product.data, etag: product.response.headers.get('ETag') ?? '', stock: stock?.data };
  });
  return (
    <Page title={data?.product.name ?? 'Product'}>
      <Failure error={error} onRetry={reload} />
      {data && (
        <>
          <p class="statuses">
            <span class="code">{data.product.sku}</span> <Status of={data.product.active ? 'active' : 'inactive'} />{' '}
            <span>{data.product.prices.map(formatMoney).join(', ')}</span>
            <span class="soft">{words(data.product.taxClass)} tax</span>
          </p>
          {data.product.description && <p>{data.product.description}</p>}
          {may('products:write') && (
            <div class="buttons">
              <EditProduct product={data.product} etag={data.etag} reload={reload} />
            </div>
          )}
          {data.stock && <StockOf product={data.product} stock={data.stock} reload={reload} />}
        </>
      )}
    </Page>
  );
}

function EditProduct({ product, etag, reload }: { product: Schemas['Product']; etag: string; reload: () => void }) {
  return (
    <ActionButton
      label="Edit"
      title={`Edit ${product.sku}`}
      submit="Save"
      reload={reload}
      act={async ({ name = '', description = '', active }) => {
        await api.PATCH('/api/v1/products/{id}', {
          params: { path: { id: product.id }, header: { 'If-Match': etag } },
          body: { name, description, active: active === 'on' },
        });
        return 'The product is saved.';
      }}
    >
      <Field label="Name">
        <input name="name" required maxLength={200} defaultValue={product.name} />
      </Field>
      <Field label="Description">
        <textarea name="description" maxLength={5000} defaultValue={product.description} />
      </Field>
      <label class="check">
        <input name="active" type="checkbox" defaultChecked={product.active} /> It can be ordered
      </label>
    </ActionButton>
  );
}

interface StockProps {
  product: Schemas['Product'];
  stock: Schemas['Stock'];
  reload: () => void;
}

function StockOf({ product: { id, sku }, stock, reload }: StockProps) {
  const pages = usePages(`movements ${id} ${stock.onHand} ${stock.reserved}`, async (cursor, signal) => {
    const { data } = await api.GET('/api/v1/products/{id}/stock/movements', {
      params: { path: { id }, query: { ...(cursor && { cursor }) } },
      ...(signal && { signal }),
    });
    return data;
  });
  const adjust = async ({ delta = '', reason = '' }: Record<string, string>, dryRun: boolean) => {
    const { data } = await api.POST('/api/v1/products/{id}/stock/adjustments', {
      params: { path: { id }, ...(dryRun && { query: { dryRun } }) },
      body: { delta: Number(delta), reason },
    });
    return data;
  };
  return (
    <section>
      <h2>Stock</h2>
      <dl class="figures">
        <div>
          <dt>On hand</dt>
          <dd>{formatNumber(stock.onHand)}</dd>
        </div>
        <div>
          <dt>Reserved</dt>
          <dd>{formatNumber(stock.reserved)}</dd>
        </div>
        <div>
          <dt>Available</dt>
          <dd>{formatNumber(stock.available)}</dd>
        </div>
      </dl>
      <div class="buttons">
        <ActionButton
          label="Adjust the stock"
          title={`Adjust the stock of ${sku}`}
          submit="Adjust"
          reload={reload}
          preview={async (values) => {
            const { onHand, available } = await adjust(values, true);
            return (
              <p>
                There would be <strong>{formatNumber(onHand)}</strong> on hand, {formatNumber(available)} available.
                Nothing is done yet.
              </p>
            );
          }}
          act={async (values) => {
            const { onHand } = await adjust(values, false);
            return `There are ${formatNumber(onHand)} on hand now.`;
          }}
        >
          <Field label="Change" hint="Pieces more, or with a minus fewer">
            <input name="delta" type="number" step={1} required />
          </Field>
          <Field label="Reason">
            <input name="reason" required maxLength={500} />
          </Field>
        </ActionButton>
      </div>
      <h3>Movements</h3>
      <List
        label="Movements"
        columns={movementColumns}
        pages={pages}
        keyOf={(movement) => movement.id}
        empty="Nothing has moved yet."
      />
    </section>
  );
}

const movementColumns: readonly Column<StockMovement>[] = [
  { title: 'What', cell: ({ kind }) => words(kind) },
  { title: 'When', cell: ({ createdAt }) => <Time at={createdAt} />, minor: true },
  {
    title: 'Why',
    cell: ({ reason, orderId }) =>
      orderId ? <a href={`/console/orders/${orderId}`}>{reason ?? 'An order'}</a> : reason,
  },
  { title: 'On hand', cell: ({ onHandDelta }) => formatDelta(onHandDelta), numeric: true },
  { title: 'Reserved', cell: ({ reservedDelta }) => formatDelta(reservedDelta), numeric: true },
];
