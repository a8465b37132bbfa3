import { isOfContextWords } from './context-words.ts';

/** NIST SP 800-63B-4, 3.1.1.2 and ASVS 5, 6.2.1: at least 15 characters where a password is the only factor. */
export const minimumPasswordLength = 15;

/** NIST SP 800-63B-4, 3.1.1.2: at least 8 characters where a second factor is asked for as well. */
export const minimumWithSecondFactor = 8;

/** ASVS 5, 6.2.9: at least 64 must be possible. */
export const maximumPasswordLength = 128;

export type PasswordFault = 'password_too_short' | 'password_too_long' | 'password_breached';

/** Unicode code points after normalisation, which is what a person counts as characters. */
export const passwordLength = (password: string): number => [...password.normalize('NFKC')].length;

/** Whether a password is known from breaches, or as good as known. */
export type IsBreached = (password: string) => boolean | Promise<boolean>;

/**
 * What is wrong with a password that somebody chose. There are no rules about kinds of characters (NIST SP 800-63B-4).
 *
 * @param about what an attacker would try first for this person: address and name
 * @param minimum characters that it needs at the least
 */
export async function faultOf(
  password: string,
  about: readonly (string | null | undefined)[],
  isBreached: IsBreached,
  minimum = minimumPasswordLength,
): Promise<PasswordFault | undefined> {
  const length = passwordLength(password);
  if (length < minimum) return 'password_too_short';
  if (length > maximumPasswordLength) return 'password_too_long';
  if (isGuessable(password, about) || (await isBreached(password))) return 'password_breached';
  return undefined;
}

/** True of a password that is one short piece repeated, a run of neighbouring characters, nothing but words of this system, or the person's own address or name. */
export function isGuessable(password: string, about: readonly (string | null | undefined)[] = []): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const own = about.flatMap((fact) => (fact ? [fact.toLowerCase(), fact.toLowerCase().replaceAll(/\s/g, '')] : []));
  return own.includes(text) || isRepeated(text) || isRun(text) || isOfContextWords(text);
}

/** `abcabcabcabcabc`: some piece of up to six characters, over and over. */
const isRepeated = (text: string): boolean =>
  [1, 2, 3, 4, 5, 6].some((period) => {
    const piece = text.slice(0, period);
    return piece.repeat(Math.ceil(text.length / period)).slice(0, text.length) === text;
  });

const rows = ['abcdefghijklmnopqrstuvwxyz', '1234567890', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm'];
const runs = rows.flatMap((row) => [row.repeat(6), [...row].reverse().join('').repeat(6)]);

/** `abcdefghijklmnop`, `098765432109876`, `qwertyuiopasdfg`. */
const isRun = (text: string): boolean => runs.some((run) => run.includes(text));
