import type { RequestInfo } from '@oms/http';
import type { Client } from './context.ts';

/** Where a request comes from, as it is kept with sessions and in the audit log. */
export const clientOf = (request: RequestInfo): Client => ({
  ip: request.ip || null,
  userAgent: request.header('user-agent')?.slice(0, 400).toWellFormed() ?? null,
});
