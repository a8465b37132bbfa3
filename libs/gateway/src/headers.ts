import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** Fields that belong to one connection, not to the message (RFC 9110, section 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
];

/** What a proxy says about the client. Only the gateway itself may say it. */
const forwarded = /^(forwarded|x-real-ip|x-forwarded-.+)$/;

export interface Client {
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** Host and port as the client named them. */
  readonly authority: string;
}

/**
 * The headers that a service gets: the client's own, less those of its connection and whatever it says about being
 * forwarded (also spelt with underscores), plus where it really comes from.
 */
export function requestHeaders(headers: IncomingHttpHeaders, client: Client, requestId: string): IncomingHttpHeaders {
  const dropped = new Set([...hopByHop, ...connectionOptions(headers), 'expect']);
  const kept = Object.entries(headers).filter(
    ([name]) => !dropped.has(name) && !forwarded.test(name.replaceAll('_', '-')),
  );
  const port = /:(\d+)$/.exec(client.authority)?.[1] ?? (client.protocol === 'https' ? '443' : '80');
  return {
    ...Object.fromEntries(kept),
    host: client.authority,
    'x-request-id': requestId,
    'x-forwarded-for': client.address,
    'x-real-ip': client.address,
    'x-forwarded-proto': client.protocol,
    'x-forwarded-host': client.authority,
    'x-forwarded-port': port,
  };
}

/** No Strict-Transport-Security: this gateway speaks HTTP alone, and browsers ignore it there. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

/** The headers that the client gets: the service's, less those of its connection, plus what it left unsaid. */
export function responseHeaders(headers: IncomingHttpHeaders, requestId: string): OutgoingHttpHeaders {
  const dropped = new Set([
    ...hopByHop,
    ...connectionOptions(headers),
    'transfer-encoding',
    'x-powered-by',
    'server',
    'strict-transport-security',
  ]);
  const kept = Object.entries(headers).filter(([name]) => !dropped.has(name));
  return { ...securityHeaders, 'x-request-id': requestId, ...Object.fromEntries(kept) };
}

/** Fields that the Connection header declares to be of this connection; those that the gateway writes cannot be. */
const connectionOptions = (headers: IncomingHttpHeaders): string[] =>
  (headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((option) => option.trim())
    .filter(
      (option) =>
        !forwarded.test(option) && !['host', 'content-length', 'transfer-encoding', 'x-request-id'].includes(option),
    );
