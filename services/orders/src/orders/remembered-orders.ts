/** An order as clients see it. */
export interface ShownOrder {
  version: number;
  customerId: string | null;
  /** The whole of it. */
  json: string;
}

interface Entry extends Omit<ShownOrder, 'json'> {
  /** Where its JSON begins, in bytes. */
  start: number;
  end: number;
  forgetAt: number;
}

/**
 * The orders noted last, up to so many bytes of JSON. They stand in a ring of bytes beside the heap, each written over the oldest:
 * as strings they would die in the old generation, and for each that lives V8 lets another lie there.
 */
export class RememberedOrders {
  readonly #ring: Buffer;
  readonly #longestMs: number;
  readonly #now: () => number;
  /** In the order in which they stand in the ring, from the oldest. */
  readonly #entries = new Map<string, Entry>();
  #next = 0;

  /**
   * @param bytes of memory, of which no more is taken than has been written
   * @param longestMs for which an order is remembered
   * @param now milliseconds of a clock that never goes back
   */
  constructor(bytes: number, longestMs: number, now = () => performance.now()) {
    this.#ring = Buffer.allocUnsafeSlow(bytes);
    this.#longestMs = longestMs;
    this.#now = now;
  }

  get(id: string): ShownOrder | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.forgetAt <= this.#now()) return undefined;
    const { version, customerId, start, end } = entry;
    return { version, customerId, json: this.#ring.toString('utf8', start, end) };
  }

  /** @param order whose JSON is not empty */
  set(id: string, { version, customerId, json }: ShownOrder): void {
    this.#entries.delete(id);
    const length = Buffer.byteLength(json);
    if (length > this.#ring.length) return;
    if (this.#next + length > this.#ring.length) {
      this.#forget(this.#next, this.#ring.length);
      this.#next = 0;
    }
    const [start, end] = [this.#next, this.#next + length];
    this.#forget(start, end);
    this.#ring.write(json, start, length, 'utf8');
    this.#entries.set(id, { version, customerId, start, end, forgetAt: this.#now() + this.#longestMs });
    this.#next = end;
  }

  /** Forgets those that stand between two places, the first of which is where the oldest begin. */
  #forget(from: number, to: number): void {
    for (const [id, { start, end }] of this.#entries) {
      if (start >= to || end <= from) return;
      this.#entries.delete(id);
    }
  }
}
