import { randomBytes } from 'node:crypto';

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The ids in a `traceparent` header of version 00 (W3C Trace Context, section 3.2); undefined when it is malformed. */
export function parseTraceparent(header: string | undefined): { traceId: string; parentId: string } | undefined {
  const match = header === undefined ? null : pattern.exec(header);
  const [, traceId, parentId] = match ?? [];
  if (!traceId || !parentId || /^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined;
  return { traceId, parentId };
}

/** A header for a new span: in the trace of `parent` where that is well-formed, else in a trace of its own. */
export function newTraceparent(parent?: string): string {
  const traceId = parseTraceparent(parent)?.traceId ?? randomBytes(16).toString('hex');
  return `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
}
