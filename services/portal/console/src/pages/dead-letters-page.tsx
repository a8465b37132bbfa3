import { api, type Schemas } from '../api.ts';
import { formatNumber, words } from '../format.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Choice } from '../ui/field.tsx';
import { type Column, Table } from '../ui/list.tsx';
import { Failure, Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { useFilters } from '../ui/use-filters.ts';
import { useLoad } from '../ui/use-load.ts';

type DeadLetter = Schemas['DeadLetter'];

/** Those that read events, by the API's document. Each has routes of its own, all alike. */
export const services = DEAD_LETTER_SERVICES;

/** All alike, so that the path of one has the types of all. */
const listPath = (service: string) => `/admin/${service}/dead-letters` as '/admin/orders/dead-letters';
const letterPath = (service: string) => `/admin/${service}/dead-letters/{id}` as '/admin/orders/dead-letters/{id}';
const replayPath = (service: string) =>
  `/admin/${service}/dead-letters/{id}/replay` as '/admin/orders/dead-letters/{id}/replay';

export async function deadLettersOf(service: string, signal: AbortSignal) {
  const { data } = await api.GET(listPath(service), { signal });
  return data;
}

export function DeadLettersPage() {
  const [filters, setFilters] = useFilters();
  const service = services.find((name) => name === filters.service) ?? 'orders';
  const { data, error, busy, reload } = useLoad(service, (signal) => deadLettersOf(service, signal));
  const columns: readonly Column<DeadLetter>[] = [
    {
      title: 'Event',
      cell: ({ type, id }) => (
        <>
          <span class="code">{type ?? 'of no known type'}</span>
          <br />
          <span class="soft code">{id}</span>
        </>
      ),
      long: true,
    },
    { title: 'Parked', cell: ({ parkedAt }) => parkedAt && <Time at={parkedAt} />, minor: true },
    {
      title: 'Why',
      cell: ({ reason, error: said }) => (
        <>
          {words(reason)}
          {said && <span class="soft"> {said}</span>}
        </>
      ),
      long: true,
    },
    {
      title: 'Actions',
      cell: (letter) => <LetterActions service={service} letter={letter} reload={reload} />,
      quiet: true,
    },
  ];
  return (
    <Page title="Dead letters">
      <p class="soft">Events that a service could not handle. They wait here until somebody decides.</p>
      <div class="filters">
        <Choice label="Service" value={service} options={services} onChange={(name) => setFilters({ service: name })} />
      </div>
      <Failure error={error} onRetry={reload} />
      {data && (
        <>
          <dl class="figures">
            {data.queues.map(({ queue, count }) => (
              <div key={queue}>
                <dt class="code">{queue}</dt>
                <dd>{formatNumber(count)}</dd>
              </div>
            ))}
          </dl>
          <div class="list" aria-busy={busy}>
            {data.data.length === 0 ? (
              <p>There is none: everything has been handled.</p>
            ) : (
              <Table
                label="Dead letters"
                columns={columns}
                items={data.data}
                keyOf={({ id, queue }) => `${queue} ${id}`}
              />
            )}
          </div>
        </>
      )}
    </Page>
  );
}

interface LetterProps {
  service: string;
  letter: DeadLetter;
  reload: () => void;
}

function LetterActions({ service, letter: { id, queue }, reload }: LetterProps) {
  const params = { path: { id }, query: { queue } };
  return (
    <div class="row-actions">
      <ActionButton
        label="Show"
        title="Dead letter"
        submit="Replay"
        reload={reload}
        act={async () => {
          await api.POST(replayPath(service), { params });
          return 'The event is handled anew.';
        }}
      >
        <LetterBody service={service} id={id} queue={queue} />
      </ActionButton>
      <ActionButton
        label="Replay"
        title="Handle the event anew"
        submit="Replay"
        reload={reload}
        act={async () => {
          await api.POST(replayPath(service), { params });
          return 'The event is handled anew.';
        }}
      >
        <p>It goes back into {queue}. Where what was wrong still is, it comes back here.</p>
      </ActionButton>
      <ActionButton
        label="Discard"
        title="Discard the event"
        submit="Discard"
        danger
        reload={reload}
        act={async () => {
          await api.DELETE(letterPath(service), { params });
          return 'The event is discarded.';
        }}
      >
        <p>{queue} will never handle it. This cannot be undone.</p>
      </ActionButton>
    </div>
  );
}

function LetterBody({ service, id, queue }: { service: string; id: string; queue: string }) {
  const { data, error } = useLoad(`${service} ${queue} ${id}`, async (signal) => {
    const { data: letter } = await api.GET(letterPath(service), { params: { path: { id }, query: { queue } }, signal });
    return letter;
  });
  return (
    <>
      <Failure error={error} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
      <pre tabIndex={0}>{data ? indented(data.body) : 'One moment.'}</pre>
    </>
  );
}

/** What is no JSON stays as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
