import { Problem } from '@oms/http';
import { authProblems } from '../problems.ts';
import { faultOf, type IsBreached, maximumPasswordLength, minimumPasswordLength } from './password-policy.ts';

const detailsFor = (minimum: number) => ({
  password_too_short: `Use at least ${minimum} characters; a few words that do not belong together do well.`,
  password_too_long: `Use at most ${maximumPasswordLength} characters.`,
  password_breached: 'It stands in the lists that guessing begins with. Choose another.',
});

/**
 * @param about address and name of the person, which are not to be the password
 * @param pointer JSON Pointer of the field that holds the password
 * @param minimum characters that it needs at the least: fewer beside a second factor
 * @throws {Problem} 422 when the password cannot be accepted
 */
export async function requireGoodPassword(
  { isBreached }: { isBreached: IsBreached },
  password: string,
  about: readonly (string | null | undefined)[],
  pointer = '/password',
  minimum = minimumPasswordLength,
): Promise<void> {
  const code = await faultOf(password, about, isBreached, minimum);
  if (code === undefined) return;
  const detail = detailsFor(minimum)[code];
  throw new Problem(authProblems[code], { detail, errors: [{ pointer, in: 'body', code, detail }] });
}
