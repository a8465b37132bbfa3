import { Worker } from 'node:worker_threads';
import { Problem, problems } from '@oms/http';
import type { Printed, PrintJob } from './print-worker.ts';

/** What a document of two hundred lines takes, several times over; without a limit garbage fills what a container has. */
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

interface Waiting {
  resolve(pdf: Buffer): void;
  reject(error: Error): void;
}

/**
 * Makes what prints PDFs in a thread of its own: to read the fonts and to lay a document out takes a tenth of a second and more,
 * in which nobody else would be served. The thread starts with the first job.
 *
 * @param mostWaiting jobs that may wait; unless told otherwise, some seconds' worth
 */
export function createPrinter({ mostWaiting = 50 } = {}) {
  const waiting = new Map<number, Waiting>();
  let printer: Worker | undefined;
  let lastId = 0;

  function startThread(): Worker {
    const thread = new Worker(new URL('./print-worker.ts', import.meta.url), { resourceLimits });
    thread.on('message', (printed: Printed) => {
      const job = waiting.get(printed.id);
      waiting.delete(printed.id);
      // An idle thread keeps no process from ending.
      if (waiting.size === 0) thread.unref();
      if ('pdf' in printed) job?.resolve(Buffer.from(printed.pdf));
      else job?.reject(printed.error);
    });
    const gone = (reason: Error): void => {
      if (printer !== thread) return;
      // The next job starts another one.
      printer = undefined;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
    };
    thread.on('error', gone);
    thread.on('exit', (code) => gone(new Error(`the thread that prints documents ended with ${code}`)));
    return thread;
  }

  /** @throws {Problem} 503 while too many wait for theirs */
  return async (job: PrintJob): Promise<Buffer> => {
    if (waiting.size >= mostWaiting) {
      throw new Problem(problems.service_unavailable, {
        detail: 'Too many documents are being printed. Try again in a few seconds.',
        headers: { 'Retry-After': '2' },
      });
    }
    printer ??= startThread();
    const thread = printer;
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      thread.ref();
      thread.postMessage({ id, job });
    });
  };
}

/** Prints a PDF, in the one thread of this process that does. @throws {Problem} 503 while too many wait for theirs */
export const print = createPrinter();
