import type { Database } from '@oms/database';
import { v7 as uuidv7 } from 'uuid';
import { type FeedEntry, readFeed } from '../timeline/feed.ts';
import { type BehindSubscription, insertDeliveries, lockSubscriptionsBehind, movePositions } from './queue-store.ts';

/** Entries of the feed that one transaction takes. */
const batchSize = 200;

/**
 * Makes a delivery of each new entry of the feed for each subscription that wants it. A subscription's position moves in the
 * transaction that adds its deliveries, so that one which dies half-way leaves nothing out and nothing twice.
 *
 * @returns how many deliveries were made
 */
export async function fanOut(db: Database): Promise<number> {
  let made = 0;
  for (;;) {
    const batch = await db.transaction(async (tx) => {
      const subscriptions = await lockSubscriptionsBehind(tx);
      if (subscriptions.length === 0) return { entries: 0, deliveries: 0 };
      const entries = await readFeed(tx, Math.min(...subscriptions.map(({ position }) => position)), batchSize);
      const last = entries.at(-1);
      if (!last) return { entries: 0, deliveries: 0 };
      const wanted = subscriptions.flatMap((subscription) =>
        entries.filter((entry) => wants(subscription, entry)).map((entry) => ({ id: uuidv7(), subscription, entry })),
      );
      await Promise.all([
        insertDeliveries(tx, wanted),
        movePositions(
          tx,
          subscriptions.map(({ id }) => id),
          last.position,
        ),
      ]);
      return { entries: entries.length, deliveries: wanted.length };
    });
    made += batch.deliveries;
    if (batch.entries < batchSize) return made;
  }
}

/** What happens while a subscription is inactive it never gets. */
const wants = ({ active, position, eventTypes }: BehindSubscription, entry: FeedEntry): boolean =>
  active && entry.position > position && (eventTypes === null || eventTypes.includes(entry.type));
