const baseMs = 500;
const capMs = 15_000;

/**
 * Stops the dispatcher from trying every message in turn while the mail server is away: after a failure it waits, longer
 * each time up to 15 s, then lets one message through to see.
 */
export class Breaker {
  #failures = 0;
  #openUntil = 0;

  /** Messages that may be under way now. `now` in milliseconds. */
  allowed(limit: number, now: number): number {
    if (this.#failures === 0) return limit;
    return now >= this.#openUntil ? 1 : 0;
  }

  /** Milliseconds until a message may be tried; 0 when it may now. */
  waitMs(now: number): number {
    return this.#failures === 0 ? 0 : Math.max(0, this.#openUntil - now);
  }

  /** @returns true when it has just opened */
  failed(now: number): boolean {
    this.#failures += 1;
    this.#openUntil = now + Math.min(baseMs * 2 ** Math.min(this.#failures - 1, 20), capMs);
    return this.#failures === 1;
  }

  /** @returns true when it has just closed */
  succeeded(): boolean {
    const wasOpen = this.#failures > 0;
    this.#failures = 0;
    return wasOpen;
  }
}
