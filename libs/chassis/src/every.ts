import type { Logger } from '@oms/telemetry';

/** Something that runs beside requests and messages for as long as the service does. */
export interface Worker {
  readonly name: string;
  start(): void | Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs `work` every `intervalMs`, counted from the end of the run before, so that runs never overlap. A run that fails is
 * logged and tried again in its turn.
 */
export function every(name: string, intervalMs: number, work: () => Promise<unknown>, logger: Logger): Worker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const schedule = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = work()
        .then(
          () => undefined,
          (error: unknown) => logger.error({ err: error }, `${name} failed; it will run again`),
        )
        .then(schedule);
    }, intervalMs);
    timer.unref();
  };

  return {
    name,
    start: schedule,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
