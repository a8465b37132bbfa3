import * as z from 'zod';

/** One line of text as people type it, up to `max` characters: no control characters, trimmed. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters');

/** What text of several lines may hold: nobody sees the other control characters, and mails, PDFs and CSV cannot show them. */
export const printable = z
  .string()
  .regex(/^(?:\P{Cc}|[\t\n\r])*$/u, 'must hold no control characters but line breaks and tabs');

/** What people write, on several lines, up to `max` characters: trimmed, and not empty. */
export const words = (max: number) => printable.trim().min(1).max(max);
