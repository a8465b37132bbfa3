import type { Database } from '@oms/database';
import { createPersonKeys, type PersonKey, type SealingKey, sealNewPersonKey } from '@oms/security';
import { loadOffers, type Offer } from '../orders/catalogue-store.ts';
import { orderNumber } from '../orders/order-number.ts';
import { loadOrderNumberKey } from '../orders/order-number-key.ts';
import { insertLives, insertPeople } from './bulk-store.ts';
import { fateOf, type Life, live } from './lives.ts';
import { type SeedPerson, seedCountries, seedPerson } from './people.ts';
import { seededRandom } from './random.ts';

export interface SeedOrdersOptions {
  keyEncryptionKey: SealingKey;
  /** How many orders to add. */
  orders: number;
  pricesIncludeTax?: boolean;
  /** Called after each batch with how many there are so far. */
  onProgress?: (orders: number) => void;
}

const batchSize = 1_000;
const ordersAPerson = 8;
/** Those who order at the same time. */
const crowd = 2_000;
const span = 2 * 365 * 24 * 3_600_000;

/**
 * Adds orders of the last two years with all that belongs to them, as requests would have made them: priced, paid, shipped,
 * with their timelines and ledgers, so that everything adds up. Nothing is published: nobody gets mail about them.
 */
export async function seedOrders(db: Database, options: SeedOrdersOptions): Promise<void> {
  const { orders: wanted, keyEncryptionKey, pricesIncludeTax = true, onProgress } = options;
  const numberKey = await loadOrderNumberKey(db);
  const personKeys = createPersonKeys({ keyEncryptionKey });
  const random = seededRandom(wanted);
  const context = {
    personKeys,
    announce: () => undefined,
    paymentWindowMinutes: 60,
    pricesIncludeTax,
    rounding: 'half_up' as const,
    orderNumber: (sequence: number) => orderNumber(sequence, 'sequential', numberKey),
  };
  const offers = new Map(
    await Promise.all(seedCountries.map(async (country) => [country, await offerIn(db, country)] as const)),
  );
  const now = Date.now();
  const people: (SeedPerson & { key: PersonKey; sealedKey: string })[] = [];
  let made = 0;
  let writing: Promise<void> = Promise.resolve();
  for (let first = 0; first < wanted; first += batchSize) {
    const size = Math.min(batchSize, wanted - first);
    const newcomers: typeof people = [];
    for (let count = Math.ceil(size / ordersAPerson); count > 0; count -= 1) {
      const person = seedPerson(random, made);
      made += 1;
      const sealedKey = sealNewPersonKey(keyEncryptionKey, person.id);
      newcomers.push({ ...person, sealedKey, key: personKeys.open(person.id, sealedKey) });
    }
    people.push(...newcomers);
    if (people.length > crowd) people.splice(0, people.length - crowd);
    const sequences = await db.query<{ value: number }>(
      `SELECT nextval('order_sequence') AS value FROM generate_series(1, $1)`,
      [size],
    );
    const lives: Life[] = [];
    for (const [index, { value: sequence }] of sequences.entries()) {
      const placedAt = Math.floor(now - span + ((first + index + 1) / wanted) * (span - 60_000));
      const person = random.pick(people);
      const offer = offers.get(person.address.country);
      if (!offer) throw new Error(`there is no offer for ${person.address.country}`);
      const fate = fateOf(random, now - placedAt);
      lives.push(
        await live({ offer: { ...offer, sequence }, person, key: person.key, random, placedAt, now, fate }, context),
      );
    }
    // The next batch is made while this one is written.
    await writing;
    const done = first + size;
    writing = db
      .transaction(async (tx) => {
        await Promise.all([insertPeople(tx, newcomers), insertLives(tx, lives)]);
      })
      .then(() => onProgress?.(done));
    writing.catch(() => undefined);
  }
  await writing;
  await db.query('ANALYZE');
}

async function offerIn(db: Database, country: string): Promise<Offer> {
  const skus = await db.query<{ sku: string }>(
    `SELECT p.sku FROM products p JOIN prices pr ON pr.product_id = p.id AND pr.currency = 'EUR'
      WHERE p.active AND p.archived_at IS NULL ORDER BY p.sku LIMIT 500`,
  );
  if (skus.length === 0) throw new Error('there is no product with a price in EUR');
  const [offer] = await loadOffers(db, [
    {
      skus: skus.map(({ sku }) => sku),
      currency: 'EUR',
      country,
      shippingMethod: undefined,
      discountCodes: [],
      customerId: '00000000-0000-0000-0000-000000000000',
      isQuote: true,
    },
  ]);
  if (!offer) throw new Error('the offer has no row');
  return offer;
}
