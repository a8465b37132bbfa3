import type { Logger } from '@oms/telemetry';

/** Logs the first failure of an outage and its end, not each try in between. */
export interface OutageLog {
  failed(error: unknown): void;
  recovered(): void;
}

/** @param what begins both messages, e.g. `the outbox relay` */
export function createOutageLog(logger: Logger, what: string): OutageLog {
  let since: number | undefined;
  return {
    failed(error) {
      if (since !== undefined) return;
      since = performance.now();
      logger.warn({ err: error }, `${what} is interrupted; it goes on by itself as soon as it can`);
    },
    recovered() {
      if (since === undefined) return;
      logger.info({ seconds: Math.round((performance.now() - since) / 100) / 10 }, `${what} works again`);
      since = undefined;
    },
  };
}
