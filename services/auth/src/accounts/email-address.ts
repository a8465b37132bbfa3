import * as z from 'zod';

/** RFC 5321, section 4.5.3.1.3 less the angle brackets. */
const maximumLength = 254;

/** An e-mail address as a person gives it: trimmed, otherwise as typed. */
export const emailAddress = z
  .string()
  .trim()
  .max(maximumLength, `must have ${maximumLength} characters at the most`)
  .pipe(z.email({ pattern: z.regexes.html5Email, error: 'must be an e-mail address' }))
  .refine((email) => /\.[^.]{2,}$/.test(email.slice(email.lastIndexOf('@'))), { error: 'must be at a domain name' })
  .meta({ format: 'email', maxLength: maximumLength, examples: ['ada@example.com'] });

/**
 * What two addresses of the same mailbox have in common, by which accounts are found: lower case. Dots and `+tags` stay,
 * since only some providers ignore them.
 */
export const emailKey = (email: string): string => email.trim().normalize('NFC').toLowerCase();
