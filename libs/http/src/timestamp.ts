import * as z from 'zod';

/** PostgreSQL writes what lies before as BC, which RFC 3339 has no form for. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
/** Of the last year that RFC 3339 has a form for; an offset can lead beyond it. */
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A time that a client sends: RFC 3339 with any offset, which becomes UTC with milliseconds, since PostgreSQL takes offsets
 * of less than 16 hours alone.
 */
export const timestamp = z.iso
  .datetime({ offset: true, abort: true, error: 'must be a time such as 2026-01-31T12:00:00Z' })
  .refine((text) => Date.parse(text) >= earliest, 'must not lie before the year 0001')
  .refine((text) => !(Date.parse(text) > latest), 'must not lie after the year 9999')
  .transform((text) => new Date(text).toISOString());
