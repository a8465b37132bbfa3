import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transport } from './transport.ts';

/** Writes each mail to `<Message-ID>.eml` in a folder. Sending one again replaces its file. */
export function createFileTransport(folder: string): Transport {
  return {
    name: 'file',
    async send({ messageId, content, beforeContent }) {
      const file = join(folder, `${messageId.replaceAll(/[^\w.@-]/g, '_')}.eml`);
      const unfinished = `${file}.${process.pid}.part`;
      try {
        await mkdir(folder, { recursive: true });
        await beforeContent();
        await writeFile(unfinished, content);
        await rename(unfinished, file);
        return { kind: 'sent', response: file };
      } catch (error) {
        // Either the whole file is there or none: there is no doubt to resolve.
        return { kind: 'deferred', detail: (error as Error).message, unreachable: true };
      }
    },
    close: () => Promise.resolve(),
  };
}
