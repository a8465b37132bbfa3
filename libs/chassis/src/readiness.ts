import type { Database } from '@oms/database';
import type { Health } from '@oms/http';

/** What keeps a replica from getting traffic, by name; null when nothing does. */
export class Readiness implements Health {
  readonly #waiting = new Map<string, string>();
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Not ready on account of `name` until {@link Readiness.clear}. */
  await(name: string, reason: string): void {
    this.#waiting.set(name, reason);
  }

  clear(name: string): void {
    this.#waiting.delete(name);
  }

  async checks(): Promise<Record<string, string | null>> {
    const database = await this.#db.query('SELECT 1').then(
      () => null,
      (error: Error) => `cannot be reached: ${error.message}`,
    );
    return { database, ...Object.fromEntries(this.#waiting) };
  }
}
