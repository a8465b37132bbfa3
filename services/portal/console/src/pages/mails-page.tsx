import { api, type Schemas } from '../api.ts';
import { words } from '../format.ts';
import { Choice } from '../ui/field.tsx';
import { type Column, List } from '../ui/list.tsx';
import { Page } from '../ui/page.tsx';
import { Search } from '../ui/search.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { pick, useFilters } from '../ui/use-filters.ts';
import { useLoad } from '../ui/use-load.ts';
import { usePages } from '../ui/use-pages.ts';

type MailMessage = Schemas['MailMessage'];

const statuses = [
  'queued',
  'sending',
  'sent',
  'failed',
  'unknown',
  'expired',
  'suppressed',
] as const satisfies MailMessage['status'][];

const columns: readonly Column<MailMessage>[] = [
  { title: 'Mail', cell: ({ id, template }) => <a href={`/console/mails/${id}`}>{words(template)}</a> },
  { title: 'To', cell: ({ recipient }) => recipient, long: true },
  { title: 'When', cell: ({ createdAt }) => <Time at={createdAt} />, minor: true },
  { title: 'Attempts', cell: ({ attempts }) => attempts, numeric: true, minor: true },
  { title: 'Status', cell: ({ status }) => <Status of={status} /> },
];

export function MailsPage() {
  const [filters, setFilters] = useFilters();
  const { data: templates } = useLoad('templates', async (signal) => {
    const { data } = await api.GET('/api/v1/mail/templates', { signal });
    return data.data.map(({ name }) => name).sort();
  });
  const query = pick(filters, ['status', 'recipient', 'template']) as {
    status?: MailMessage['status'];
    recipient?: string;
    template?: string;
  };
  const pages = usePages(JSON.stringify(query), async (cursor, signal) => {
    const { data } = await api.GET('/api/v1/mail/messages', {
      params: { query: { ...query, ...(cursor && { cursor }) } },
      ...(signal && { signal }),
    });
    return data;
  });
  return (
    <Page title="Mails" aside={<a href="/api/v1/mail/templates/gallery">Gallery of all mails</a>}>
      <search class="filters">
        <Search
          label="Recipient (the whole address)"
          value={filters.recipient ?? ''}
          onChange={(recipient) => setFilters({ recipient })}
        />
        <Choice
          label="Status"
          all="Any"
          value={filters.status ?? ''}
          options={statuses}
          onChange={(status) => setFilters({ status })}
        />
        <Choice
          label="Kind"
          all="Any"
          value={filters.template ?? ''}
          options={templates ?? []}
          onChange={(template) => setFilters({ template })}
        />
      </search>
      <List label="Mails" columns={columns} pages={pages} keyOf={({ id }) => id} empty="No mail matches." />
    </Page>
  );
}
