import type { Money } from '@oms/contracts';
import { inspectPart } from '@oms/http';
import { definedOnly } from '../../changes.ts';
import { type NewProduct, newProduct } from '../product.ts';
import { type BadLine, badLine, type GoodLine, type ImportLine, isBad } from './import-line.ts';

/** A product as it is stored. */
export type StoredProduct = NewProduct & { id: string };

/** What becomes of a line. */
export type Plan =
  | { outcome: 'created'; line: GoodLine; product: NewProduct }
  | { outcome: 'updated'; line: GoodLine; product: StoredProduct; repriced: boolean }
  | { outcome: 'unchanged'; line: GoodLine }
  | { outcome: 'error'; line: BadLine };

/** A sku twice in one file: nobody knows which line was meant, and the later one is told so. */
export function refuseRepeatedSkus(lines: readonly ImportLine[]): ImportLine[] {
  const firstLines = new Map<string, number>();
  return lines.map((each) => {
    const sku = isBad(each) ? each.sku : each.given.sku;
    if (sku === null) return each;
    const first = firstLines.get(sku);
    if (first === undefined) {
      firstLines.set(sku, each.line);
      return each;
    }
    const error = { pointer: '/sku', code: 'duplicate_sku', detail: `stands in line ${first} already` };
    return badLine(each.line, { sku }, [error, ...(isBad(each) ? each.errors : [])]);
  });
}

/** What a line makes of the product that has its sku now. What the line leaves out stays as it is; a new product gets the default. */
export function planLine(line: GoodLine, present: StoredProduct | undefined): Plan {
  const prices = mergePrices(present?.prices ?? [], line);
  if (!present) return planCreation(line, prices);
  if (prices.length === 0) {
    const error = {
      pointer: '/prices',
      code: 'too_small',
      detail: 'must leave the product a price; make it inactive instead',
    };
    return { outcome: 'error', line: badLine(line.line, line.given, [error]) };
  }
  const product: StoredProduct = { ...present, ...definedOnly(line.given), prices };
  const repriced = !samePrices(present.prices, prices);
  const changed = repriced || described.some((field) => product[field] !== present[field]);
  return changed ? { outcome: 'updated', line, product, repriced } : { outcome: 'unchanged', line };
}

const described = ['name', 'description', 'taxClass', 'active'] as const;

function planCreation(line: GoodLine, prices: readonly Money[]): Plan {
  const { data, errors } = inspectPart(
    newProduct,
    { ...line.given, prices: prices.length > 0 ? prices : undefined },
    'body',
  );
  if (errors) return { outcome: 'error', line: badLine(line.line, line.given, errors) };
  return { outcome: 'created', line, product: data };
}

function mergePrices(present: readonly Money[], { given, pricedIn }: GoodLine): Money[] {
  const kept = pricedIn === 'all' ? [] : present.filter(({ currency }) => !pricedIn.includes(currency));
  return [...kept, ...(given.prices ?? [])];
}

function samePrices(some: readonly Money[], others: readonly Money[]): boolean {
  const amounts = new Map(others.map(({ currency, amount }) => [currency, amount]));
  return some.length === others.length && some.every(({ currency, amount }) => amounts.get(currency) === amount);
}
