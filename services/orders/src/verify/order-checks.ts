import { isDeepStrictEqual } from 'node:util';
import type { PersonKey } from '@oms/security';
import { withDerivedAxes } from '../orders/order-axes.ts';
import type { LineRecord, OrderRecord } from '../orders/order-record.ts';
import { share } from '../orders/pricing.ts';
import { hashOf, noHash, type TimelineEntry } from '../timeline/entry.ts';
import { replay } from '../timeline/history.ts';
import { nobody } from '../timeline/patch.ts';

/** An order and all that was kept of its life. */
export interface Examined {
  order: OrderRecord;
  /** Of its last entry, as its row says. */
  timelineHash: string | null;
  entries: readonly TimelineEntry[];
  /** Of its customer; without it what tells of them is not compared. */
  key: PersonKey | undefined;
}

/** Something that must be true of each order. */
export interface OrderCheck {
  name: string;
  claim: string;
  /** @returns what is wrong; undefined when nothing is */
  examine(examined: Examined): string | undefined | Promise<string | undefined>;
}

/** What is reckoned again, order by order. */
export const orderChecks: readonly OrderCheck[] = [
  {
    name: 'axes_are_derived',
    claim: 'payment and fulfillment status are what the sums of money and pieces say',
    examine({ order }) {
      const derived = withDerivedAxes(order);
      const is = `${order.paymentStatus}, ${order.fulfillmentStatus}`;
      const should = `${derived.paymentStatus}, ${derived.fulfillmentStatus}`;
      return is === should ? undefined : `is ${is}, should be ${should}`;
    },
  },
  {
    name: 'lines_are_reckoned',
    claim: 'tax and total of each line follow from price, quantity, discount and rate',
    examine({ order }) {
      const wrong = order.lines.find((line) => !isReckoned(order, line));
      return wrong && `line ${wrong.sku}: tax ${wrong.tax}, total ${wrong.total}`;
    },
  },
  {
    name: 'chain_is_intact',
    claim: 'each entry of a timeline has the hash of what it says and of the entry before it',
    examine({ entries, timelineHash }) {
      let previous = noHash;
      for (const { hash, ...entry } of entries) {
        if (hashOf(entry, previous) !== hash)
          return `the entry of version ${entry.version} was changed, or one before it is gone`;
        previous = hash;
      }
      return previous === (timelineHash ?? noHash) ? undefined : 'the last entries are gone';
    },
  },
  {
    name: 'timeline_rebuilds_the_order',
    claim: 'an order rebuilt from its timeline is the order as it is stored',
    async examine({ order, entries, key }) {
      if (entries.length === 0) return undefined;
      let rebuilt: OrderRecord | undefined;
      for await (const { after } of replay(entries, key)) rebuilt = after;
      const known = key ? order : { ...order, ...nobody };
      const seen = key ? rebuilt : { ...rebuilt, ...nobody };
      const fields = Object.keys(known) as (keyof OrderRecord)[];
      const wrong = fields.filter((field) => !isDeepStrictEqual(known[field], seen?.[field as keyof typeof seen]));
      return wrong.length > 0 ? `differs in ${wrong.join(', ')}` : undefined;
    },
  },
];

function isReckoned({ pricesIncludeTax, rounding }: OrderRecord, line: LineRecord): boolean {
  const net = line.unitPrice * line.quantity - line.discount;
  const tax = share(net, line.taxRatePpm, pricesIncludeTax ? 1_000_000 + line.taxRatePpm : 1_000_000, rounding);
  return line.tax === tax && line.total === (pricesIncludeTax ? net : net + tax);
}
