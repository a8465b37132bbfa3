import { api, type Schemas } from '../api.ts';
import { formatMoney } from '../format.ts';
import { Choice } from '../ui/field.tsx';
import { type Column, List } from '../ui/list.tsx';
import { Page } from '../ui/page.tsx';
import { Search } from '../ui/search.tsx';
import { Status } from '../ui/status.tsx';
import { pick, useFilters } from '../ui/use-filters.ts';
import { usePages } from '../ui/use-pages.ts';

type Product = Schemas['Product'];

const columns: readonly Column<Product>[] = [
  { title: 'Product', cell: ({ id, name }) => <a href={`/console/products/${id}`}>{name}</a> },
  { title: 'SKU', cell: ({ sku }) => <span class="code">{sku}</span> },
  { title: 'Availability', cell: ({ availability }) => <Status of={availability} />, minor: true },
  { title: 'Prices', cell: ({ prices }) => prices.map(formatMoney).join(', '), numeric: true, minor: true },
];

export function ProductsPage() {
  const [filters, setFilters] = useFilters();
  const { q, active } = pick(filters, ['q', 'active']);
  const query = { ...(q && { q }), ...(active === 'false' && { active: 'false' as const }) };
  const pages = usePages(JSON.stringify(query), async (cursor, signal) => {
    const { data } = await api.GET('/api/v1/products', {
      params: { query: { ...query, ...(cursor && { cursor }) } },
      ...(signal && { signal }),
    });
    return data;
  });
  return (
    <Page title="Products">
      <search class="filters">
        <Search label="Search" value={filters.q ?? ''} onChange={(text) => setFilters({ q: text })} />
        <Choice
          label="Show"
          all="What can be ordered"
          value={filters.active ?? ''}
          options={['false']}
          textOf={() => 'What cannot be ordered'}
          onChange={(value) => setFilters({ active: value })}
        />
      </search>
      <List label="Products" columns={columns} pages={pages} keyOf={({ id }) => id} empty="No product matches." />
    </Page>
  );
}
