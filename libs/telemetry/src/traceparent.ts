import { randomBytes } from 'node:crypto';

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
  formatTraceparent({ traceId: randomHex(32), parentId: randomHex(16), sampled: false });

/** Of a header that {@link formatTraceparent} made. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** Digits drawn ahead: to ask the kernel for a few costs as much as for many. */
let drawn = '';
let used = 0;
function randomHex(digits: number): string {
  if (drawn.length - used < digits) {
    drawn = randomBytes(3_072).toString('hex');
    used = 0;
  }
  used += digits;
  return drawn.slice(used - digits, used);
}
