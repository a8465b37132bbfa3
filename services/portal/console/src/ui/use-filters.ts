import { useLocation } from 'preact-iso/router';

/** The filters of a list, which stand in the address, so that it can be kept, sent and gone back to. */
export function useFilters(): [filters: Record<string, string>, set: (changed: Record<string, string>) => void] {
  const { path, query, route } = useLocation();
  return [
    query,
    (changed) => {
      const chosen = Object.entries({ ...query, ...changed }).filter(([, value]) => value !== '');
      const search = new URLSearchParams(chosen).toString();
      route(search === '' ? path : `${path}?${search}`, true);
    },
  ];
}

/** The filters that are set, of those that a list has. */
export const pick = <Name extends string>(filters: Record<string, string>, names: readonly Name[]) =>
  Object.fromEntries(names.flatMap((name) => (filters[name] ? [[name, filters[name]]] : []))) as Partial<
    Record<Name, string>
  >;
