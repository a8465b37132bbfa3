import {
  type Actor,
  type EventData,
  type EventDefinition,
  orderCompleted,
  orderConfirmed,
  type orderEventTypes,
} from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { type Occurrence, recordAll } from '@oms/events';
import { PersonErasedError, type PersonKey } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import { hashOf, noHash, type TimelineEntry } from '../timeline/entry.ts';
import { signalEntered } from '../timeline/feed.ts';
import { timelineContext } from '../timeline/history.ts';
import { keep, nobody } from '../timeline/patch.ts';
import { appendEntries } from '../timeline/timeline-store.ts';
import { withDerivedAxes } from './order-axes.ts';
import { factsOf } from './order-facts.ts';
import { type OrderRecord, present } from './order-record.ts';
import { type LockedOrder, updateLines, updateOrderRow } from './order-store.ts';
import { decide, orderMachine } from './state-machine.ts';

type OrderEventType = (typeof orderEventTypes)[number];

/** What an event tells beside the order and who did it. */
type Told<Event extends OrderEventType> = Omit<EventData<Event>, 'order' | 'actor'>;

/** What an event may change; the rest follows from it. */
export type Changes = Partial<
  Omit<OrderRecord, 'id' | 'version' | 'updatedAt' | 'paymentStatus' | 'fulfillmentStatus' | 'number' | 'placedAt'>
>;

interface Step {
  event: OrderEventType;
  data: Record<string, unknown>;
  before: OrderRecord | undefined;
  after: OrderRecord;
}

type ChangeContext = Pick<OrdersContext, 'personKeys' | 'announce'>;

const isToBeSent = ({ status, lines }: OrderRecord): boolean =>
  (status === 'pending' || status === 'confirmed') && lines.some(({ quantity, shipped }) => shipped < quantity);

/**
 * One thing that is done to an order, and the only way to change one: each event that it consists of takes the order one
 * version on, is published, and entered into the order's timeline. The axes of payment and fulfillment are derived from the
 * sums each time, and an order that has come so far is confirmed or completed by itself.
 *
 *     const change = new OrderChange(context, await lockOrder(tx, id), actor);
 *     change.happened(shipmentShipped, { shipment }, { lines });
 *     const order = await change.save(tx);
 */
export class OrderChange {
  readonly #context: ChangeContext;
  readonly #journal: LockedOrder['journal'];
  readonly #actor: Actor;
  readonly #now: string;
  readonly #steps: Step[] = [];
  #order: OrderRecord;

  constructor(context: ChangeContext, locked: LockedOrder, actor: Actor) {
    this.#context = context;
    this.#journal = locked.journal;
    this.#actor = actor;
    this.#order = locked.found;
    // Who waited for the lock has an older clock than who held it, and time must not run backwards in a timeline.
    this.#now = locked.now > locked.found.updatedAt ? locked.now : locked.found.updatedAt;
  }

  /** The change that makes an order; {@link savePlaced} writes it. @param order as it is placed, of version 1 */
  static placing(context: ChangeContext, order: OrderRecord, actor: Actor, event: OrderEventType): OrderChange {
    const journal = { hash: null, sealedKey: null };
    const change = new OrderChange(context, { found: order, now: order.placedAt, journal }, actor);
    const placed = withDerivedAxes(order);
    change.#steps.push({ event, data: {}, before: undefined, after: placed });
    change.#order = placed;
    change.#follow();
    return change;
  }

  /** The order as the events so far have left it. */
  get order(): OrderRecord {
    return this.#order;
  }

  /** When it is done, by the database's clock, RFC 3339. */
  get now(): string {
    return this.#now;
  }

  /** Something happened that changes `changes` in the order. */
  happened<Event extends OrderEventType>(event: Event, data: Told<Event>, changes: Changes = {}): void {
    this.#step(event, data, changes);
    this.#follow();
  }

  #step(event: OrderEventType, data: object, changes: Changes): void {
    const before = this.#order;
    const changed = withDerivedAxes({ ...before, ...changes, updatedAt: this.#now, version: before.version + 1 });
    // An address that staff entered after the customer was erased has done its work.
    const after = changed.customerId === null && !isToBeSent(changed) ? { ...changed, ...nobody } : changed;
    this.#steps.push({ event, data: data as Record<string, unknown>, before, after });
    this.#order = after;
  }

  /** What an order does by itself once it can. */
  #follow(): void {
    for (const [action, event, changes] of [
      ['confirm', orderConfirmed, { expiresAt: null }],
      ['complete', orderCompleted, {}],
    ] as const) {
      const decision = decide(orderMachine, this.#order.status, action, factsOf(this.#order));
      if ('to' in decision) this.#step(event, {}, { ...changes, status: decision.to });
    }
  }

  /**
   * Writes it all, in statements that are sent together: the order's row, the lines that changed, the events, the timeline.
   * Other statements of the same transaction may be sent along by `alongside`; where nothing happened they are all there is.
   */
  async save(
    tx: Transaction,
    alongside: () => readonly (Promise<unknown> | undefined)[] = () => [],
  ): Promise<OrderRecord> {
    const before = this.#steps[0]?.before;
    if (!before) {
      await Promise.all(alongside());
      return this.#order;
    }
    const { occurrences, entries, hash } = this.prepare(await this.#customerKey(tx));
    await Promise.all([
      ...alongside(),
      updateOrderRow(tx, this.#order, hash),
      updateLines(tx, this.#order.id, before.lines, this.#order.lines),
      recordAll(tx, occurrences),
      appendEntries(tx, entries),
    ]);
    tx.afterCommit(() => {
      this.announce();
      signalEntered();
    });
    return this.#order;
  }

  /** Logs and counts what happened, once it is committed. */
  announce(): void {
    for (const { event, after } of this.#steps) this.#context.announce(event, after, this.#actor);
  }

  /**
   * What is to be written, without writing it.
   *
   * @param key of the customer; without one nothing that tells of a person is kept in the timeline
   */
  prepare(key: PersonKey | undefined): {
    occurrences: Occurrence<EventDefinition>[];
    entries: TimelineEntry[];
    hash: string;
  } {
    let hash = this.#journal.hash ?? noHash;
    const entries: TimelineEntry[] = [];
    const occurrences: Occurrence<EventDefinition>[] = [];
    for (const { event, data, before, after } of this.#steps) {
      const eventId = uuidv7();
      // An order from before there were timelines: its first entry tells all of it.
      const { open, personal } = keep(hash === noHash ? undefined : before, after, data, event.personal ?? []);
      const customerId = before?.customerId ?? after.customerId;
      const isCustomer = this.#actor.kind === 'person' && this.#actor.id !== null && this.#actor.id === customerId;
      const entry = {
        orderId: after.id,
        version: after.version,
        eventId,
        type: event.type,
        occurredAt: this.#now,
        actorKind: isCustomer ? ('customer' as const) : this.#actor.kind,
        actorId: isCustomer ? null : this.#actor.id,
        changes: JSON.stringify(open),
        personal: personal && key ? key.encrypt(JSON.stringify(personal), timelineContext) : null,
      };
      hash = hashOf(entry, hash);
      entries.push({ ...entry, hash });
      occurrences.push({
        id: eventId,
        event,
        aggregateId: after.id,
        aggregateVersion: after.version,
        time: this.#now,
        data: { ...data, order: present(after), actor: this.#actor },
      });
    }
    return { occurrences, entries, hash };
  }

  /** Nothing more is kept of a customer who is erased, and of an order that has none. */
  async #customerKey(tx: Transaction): Promise<PersonKey | undefined> {
    const customerId = this.#steps[0]?.before?.customerId ?? this.#order.customerId;
    if (customerId === null) return undefined;
    const { personKeys } = this.#context;
    const sealed = this.#journal.sealedKey;
    if (sealed) return personKeys.open(customerId, sealed);
    return personKeys.forWriting(tx, customerId).catch((error: unknown) => {
      if (error instanceof PersonErasedError) return undefined;
      throw error;
    });
  }
}
