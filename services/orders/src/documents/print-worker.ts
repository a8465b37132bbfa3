import { parentPort } from 'node:worker_threads';
import { renderPackingSlip } from './pdf/packing-slip.ts';
import type { Locale } from './pdf/texts.ts';
import { renderDocument } from './render-document.ts';

/** What is to be printed. */
export type PrintJob =
  | { kind: 'document'; document: Parameters<typeof renderDocument>[0]; locale: Locale }
  | { kind: 'packing_slip'; slip: Parameters<typeof renderPackingSlip> };

/** What became of a job: the PDF, or why there is none. */
export type Printed = { id: number; pdf: Uint8Array } | { id: number; error: Error };

const render = async (job: PrintJob): Promise<Buffer> =>
  job.kind === 'document' ? renderDocument(job.document, job.locale) : renderPackingSlip(...job.slip);

parentPort?.on('message', async ({ id, job }: { id: number; job: PrintJob }) => {
  const printed: Printed = await render(job).then(
    (pdf) => ({ id, pdf }),
    (error: Error) => ({ id, error }),
  );
  parentPort?.postMessage(printed);
});
