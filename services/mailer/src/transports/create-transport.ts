import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@oms/telemetry';
import { createFileTransport } from './file-transport.ts';
import { createMailgunTransport } from './mailgun-transport.ts';
import { createSmtpTransport } from './smtp-transport.ts';
import type { Transport } from './transport.ts';

interface TransportOptions {
  /** Connections at the most. */
  concurrency: number;
  logger: Logger;
}

const require = createRequire(import.meta.url);

const byProtocol: Readonly<Record<string, (url: string, options: TransportOptions) => Transport>> = {
  'smtp:': createSmtpTransport,
  'smtps:': createSmtpTransport,
  'ses:': (url, options) => {
    // Amazon's library is loaded for those alone who send by it.
    const { createSesTransport } = require('./ses-transport.ts') as typeof import('./ses-transport.ts');
    return createSesTransport(url, options);
  },
  'mailgun:': createMailgunTransport,
  'file:': (url) => createFileTransport(fileURLToPath(url)),
};

/** What the URL of a transport may begin with, for settings. */
export const transportProtocols = Object.keys(byProtocol).map((protocol) => protocol.slice(0, -1));

/**
 * The transport that a URL names: `smtp://user:password@host:587`, `smtps://...`, `ses://eu-west-1`,
 * `mailgun://api:key@mg.example.com?region=eu`, or `file:///folder` for a folder of `.eml` files.
 *
 * @throws {TypeError} for a protocol that no transport speaks, and for a URL that its transport cannot make sense of
 */
export function createTransport(url: string, options: TransportOptions): Transport {
  const create = byProtocol[new URL(url).protocol];
  if (!create) throw new TypeError(`mail cannot be sent over ${new URL(url).protocol}`);
  return create(url, options);
}
