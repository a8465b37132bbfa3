import { readFileSync } from 'node:fs';
import type { IsBreached } from './password-policy.ts';

/** Letters as people swap them for look-alikes. */
const plain: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const spell = (text: string): string => text.replaceAll(/[013457@$!]/g, (character) => plain[character] ?? character);

const variants = (password: string): string[] => {
  const text = password
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_.-]/g, '');
  const spelled = spell(text);
  const bare = (each: string) => each.replace(/[\d!?.]+$/, '');
  return [text, spelled, bare(text), bare(spelled)];
};

const list = new Set(
  readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => [line, spell(line)]),
);

/**
 * True of passwords that are in everybody's list, also with blanks, capitals, look-alike digits or a number at the end.
 */
export const isCommonPassword: IsBreached = (password) => variants(password).some((variant) => list.has(variant));
