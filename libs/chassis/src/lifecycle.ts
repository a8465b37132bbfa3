import type { Logger } from '@oms/telemetry';

interface Step {
  name: string;
  stop: () => void | Promise<void>;
}

/** A stack of what has started and how each stops: the last to start is the first to stop. */
export class Lifecycle {
  readonly #steps: Step[] = [];
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Registers how `name` stops. */
  add(name: string, stop: () => void | Promise<void>): void {
    this.#steps.push({ name, stop });
  }

  /** Stops everything; what fails to stop is logged and does not keep the rest from stopping. */
  async stop(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      const { name, stop } = step;
      try {
        await stop();
      } catch (error) {
        this.#logger.error({ err: error }, `${name} did not stop cleanly`);
      }
    }
  }
}
