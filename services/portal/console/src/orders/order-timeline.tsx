import { api, type Schemas } from '../api.ts';
import { formatMoney, words } from '../format.ts';
import { useSession } from '../session.tsx';
import { Failure } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { usePages } from '../ui/use-pages.ts';

type TimelineEntry = Schemas['TimelineEntry'];
type Order = Schemas['Order'];

/** Every event of an order: what, when, who, and what it changed. */
export function OrderTimeline({ order }: { order: Order }) {
  const { id, version } = order;
  // Each change of the order takes it one version on.
  const pages = usePages(`timeline ${id} ${version}`, async (cursor, signal) => {
    const { data } = await api.GET('/api/v1/orders/{id}/timeline', {
      params: { path: { id }, query: { limit: 50, ...(cursor && { cursor }) } },
      ...(signal && { signal }),
    });
    return data;
  });
  return (
    <section>
      <h2>Timeline</h2>
      <Failure error={pages.error} onRetry={pages.reload} />
      <ol class="timeline" aria-label="Timeline">
        {pages.items?.map((entry) => (
          <Entry key={entry.id} entry={entry} order={order} />
        ))}
      </ol>
      {pages.more && (
        <button type="button" disabled={pages.busy} onClick={pages.more}>
          Show more
        </button>
      )}
    </section>
  );
}

function Entry({ entry, order }: { entry: TimelineEntry; order: Order }) {
  const { type, time, changes, version } = entry;
  // All that the order was placed with stands above.
  const shown = version > 1 ? changes : [];
  return (
    <li>
      <p>
        <strong>{eventName(type)}</strong>{' '}
        <span class="soft">
          <Time at={time} />, <Who entry={entry} order={order} />
        </span>
      </p>
      {shown.length > 0 && (
        <details>
          <summary>
            {shown.length} {shown.length === 1 ? 'change' : 'changes'}
          </summary>
          <dl class="facts">
            {shown.map(({ path, before, after }) => (
              <div key={path}>
                <dt>{placeName(path, order)}</dt>
                <dd>
                  {before !== undefined && <del>{valueText(before)}</del>}{' '}
                  {after !== undefined && <ins>{valueText(after)}</ins>}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}

function Who({ entry: { actor }, order }: { entry: TimelineEntry; order: Order }) {
  const { me, may } = useSession();
  if (actor.kind === 'system') return <>OMS</>;
  const by = actor.kind === 'apiKey' ? 'an API key of ' : '';
  if (actor.id === null) return <>{by}the customer</>;
  if (actor.id === me.id) return <>{by}you</>;
  const name = actor.id === order.customerId ? 'the customer' : 'somebody of staff';
  return (
    <>
      {by}
      {may('users:read') ? <a href={`/console/accounts/${actor.id}`}>{name}</a> : name}
    </>
  );
}

/** `oms.orders.order.placed.v1` is “Order placed”. */
const eventName = (type: string): string => words(type.split('.').slice(2, -1).join(' '));

/** `/lines/<id>/shipped` is “Desk lamp shipped”. */
function placeName(path: string, { lines }: Order): string {
  const parts = path.split('/').slice(1);
  return parts.map((part) => lines.find(({ id }) => id === part)?.name ?? words(part).toLowerCase()).join(' › ');
}

function valueText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value) {
    return formatMoney(value as Schemas['SignedMoney']);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
