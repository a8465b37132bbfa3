import { useEffect } from 'preact/hooks';
import { api, listOf } from '../api.ts';
import { formatNumber } from '../format.ts';
import { sections } from '../sections.ts';
import { useSession } from '../session.tsx';
import { Failure, Page } from '../ui/page.tsx';
import { useLoad } from '../ui/use-load.ts';
import { deadLettersOf, services } from './dead-letters-page.tsx';

/** Milliseconds after which the counters are read anew, while the page is looked at. */
const refreshEvery = 30_000;
/** Counted up to here: what waits is to be seen, not measured. */
const most = 50;

export function StartPage() {
  const session = useSession();
  const { me } = session;
  const mine = sections.filter((section) => section.isFor(session));
  return (
    <Page title={me.name ? `Hello, ${me.name}` : 'Hello'}>
      {me.secondFactorRequired && (
        <p class="problem">
          Your role counts once you sign in with a second factor. Set one up with the routes under “Second factors” of{' '}
          <a href="/docs">the API’s pages</a>, then sign in again.
        </p>
      )}
      {mine.length === 0 && !me.secondFactorRequired && (
        <p>The console is for staff and administrators, and {me.email} is neither.</p>
      )}
      <div class="cards">
        {counters
          .filter(({ isFor }) => isFor(session))
          .map((counter) => (
            <CounterCard key={counter.title} counter={counter} />
          ))}
      </div>
    </Page>
  );
}

interface Counter {
  title: string;
  href: string;
  isFor: (session: ReturnType<typeof useSession>) => boolean;
  count: (signal: AbortSignal) => Promise<number>;
}

type OrderQuery = Parameters<typeof orders>[0];
async function orders(
  query: {
    status?: 'pending' | 'confirmed';
    paymentStatus?: 'authorized';
    fulfillmentStatus?: 'unfulfilled' | 'partially_shipped';
  },
  signal: AbortSignal,
): Promise<number> {
  const { data } = await api.GET('/api/v1/orders', { params: { query: { ...query, limit: most } }, signal });
  return countOf(listOf(data));
}
const countOf = ({ data, nextCursor }: { data: unknown[]; nextCursor: string | null }): number =>
  nextCursor ? Number.POSITIVE_INFINITY : data.length;

const orderCounter = (title: string, query: OrderQuery): Counter => ({
  title,
  href: `/console/orders?${new URLSearchParams(query)}`,
  isFor: ({ may }) => may('orders:read'),
  count: (signal) => orders(query, signal),
});
const mailCounter = (title: string, status: 'failed' | 'unknown'): Counter => ({
  title,
  href: `/console/mails?status=${status}`,
  isFor: ({ may }) => may('mail:read'),
  async count(signal) {
    const { data } = await api.GET('/api/v1/mail/messages', { params: { query: { status, limit: most } }, signal });
    return countOf(data);
  },
});

const counters: readonly Counter[] = [
  orderCounter('Orders to ship', { status: 'confirmed', fulfillmentStatus: 'unfulfilled' }),
  orderCounter('Orders shipped in part', { status: 'confirmed', fulfillmentStatus: 'partially_shipped' }),
  orderCounter('Orders that wait for payment', { status: 'pending' }),
  orderCounter('Orders with money to capture', { paymentStatus: 'authorized' }),
  mailCounter('Mails that failed', 'failed'),
  mailCounter('Mails in doubt', 'unknown'),
  ...services.map(
    (service): Counter => ({
      title: `Dead letters of ${service}`,
      href: `/console/dead-letters?service=${service}`,
      isFor: ({ isAdmin }) => isAdmin,
      async count(signal) {
        const { queues } = await deadLettersOf(service, signal);
        return queues.reduce((sum, { count }) => sum + count, 0);
      },
    }),
  ),
];

function CounterCard({ counter: { title, href, count } }: { counter: Counter }) {
  const { data, error, reload } = useLoad(title, count);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, refreshEvery);
    return () => clearInterval(timer);
  }, [reload]);
  const text = data === undefined ? '…' : data === Number.POSITIVE_INFINITY ? `${most}+` : formatNumber(data);
  return (
    <div class="card">
      <a href={href}>
        <span class="figure">{text}</span>
        <span>{title}</span>
      </a>
      <Failure error={error} onRetry={reload} />
    </div>
  );
}
