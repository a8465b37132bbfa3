import * as z from 'zod';
import { maximumPasswordLength, minimumPasswordLength } from './password-policy.ts';

/** Characters of a body's field, so that nobody hashes a novel; the policy counts for itself. */
const fieldLimit = 1024;

/** A password that somebody claims to be theirs. */
export const presentedPassword = z.string().min(1).max(fieldLimit).meta({ format: 'password' });

/** A password that somebody chooses; the policy says what is wrong with it under codes of its own. */
export const chosenPassword = z
  .string()
  .max(fieldLimit)
  .meta({
    format: 'password',
    description: `${minimumPasswordLength} to ${maximumPasswordLength} characters of any kind`,
    examples: ['correct horse battery staple'],
  });
