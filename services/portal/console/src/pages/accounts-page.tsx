import { api, type Schemas } from '../api.ts';
import { words } from '../format.ts';
import { Choice } from '../ui/field.tsx';
import { type Column, List } from '../ui/list.tsx';
import { Page } from '../ui/page.tsx';
import { Search } from '../ui/search.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { pick, useFilters } from '../ui/use-filters.ts';
import { usePages } from '../ui/use-pages.ts';

type Account = Schemas['Account'];

const columns: readonly Column<Account>[] = [
  { title: 'Account', cell: ({ id, email }) => <a href={`/console/accounts/${id}`}>{email}</a>, long: true },
  { title: 'Name', cell: ({ name }) => name, minor: true },
  { title: 'Roles', cell: ({ roles }) => roles.map(words).join(', ') },
  { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} />, minor: true },
  { title: 'Status', cell: ({ status }) => <Status of={status} /> },
];

export function AccountsPage() {
  const [filters, setFilters] = useFilters();
  const query = pick(filters, ['search', 'role', 'status']) as {
    search?: string;
    role?: Account['roles'][number];
    status?: Account['status'];
  };
  const pages = usePages(JSON.stringify(query), async (cursor, signal) => {
    const { data } = await api.GET('/api/v1/auth/accounts', {
      params: { query: { ...query, ...(cursor && { cursor }) } },
      ...(signal && { signal }),
    });
    return data;
  });
  return (
    <Page title="Accounts">
      <search class="filters">
        <Search label="Search" value={filters.search ?? ''} onChange={(search) => setFilters({ search })} />
        <Choice
          label="Role"
          all="Any"
          value={filters.role ?? ''}
          options={['customer', 'staff', 'admin']}
          onChange={(role) => setFilters({ role })}
        />
        <Choice
          label="Status"
          all="Any"
          value={filters.status ?? ''}
          options={['active', 'suspended']}
          onChange={(status) => setFilters({ status })}
        />
      </search>
      <List label="Accounts" columns={columns} pages={pages} keyOf={({ id }) => id} empty="No account matches." />
    </Page>
  );
}
