import { randomUUID } from 'node:crypto';

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface TraceParent {
  traceId: string;
  parentId: string;
  /** Whether the one above has kept its span. */
  sampled: boolean;
}

/** What a `traceparent` header of version 00 holds (W3C Trace Context, section 3.2); undefined when it is malformed. */
export function parseTraceparent(header: string | undefined): TraceParent | undefined {
  const match = header === undefined ? null : pattern.exec(header);
  const [, traceId, parentId, flags] = match ?? [];
  if (!traceId || !parentId || /^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, parentId, sampled }: TraceParent): string =>
  `00-${traceId}-${parentId}-${sampled ? '01' : '00'}`;

/** The header of a trace that begins here and of which nobody keeps a span. */
export const newTraceparent = (): string =>
  // Node draws UUIDs from a store of random bytes, several times faster than it draws bytes.
  formatTraceparent({ traceId: randomHex(), parentId: randomHex().slice(16), sampled: false });

const randomHex = (): string => randomUUID().replaceAll('-', '');
