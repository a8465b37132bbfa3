import { createHash } from 'node:crypto';
import type { Client } from '../context.ts';

/** A browser is the same after an update: user agents without their versions. */
const kindOf = (userAgent: string | null): string => (userAgent ?? '').replaceAll(/[\d._]+/g, '');

/** What a kind of browser is kept as. */
export const fingerprintOf = (client: Client): Buffer => createHash('sha256').update(kindOf(client.userAgent)).digest();
