import type { Delivery, Outcome } from './transport.ts';

/** Knows whether content has begun to leave, and asks before it does. */
export class ContentGate {
  offered = false;
  /** Set when content was to leave and was not let out. */
  refusal: Outcome | undefined;
  readonly #delivery: Delivery;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** To be called right before content leaves. @throws when it must not */
  async open(): Promise<void> {
    try {
      this.#delivery.signal.throwIfAborted();
      await this.#delivery.beforeContent();
    } catch (error) {
      this.refusal = { kind: 'deferred', detail: (error as Error).message, unreachable: false };
      throw error;
    }
    this.offered = true;
  }
}
