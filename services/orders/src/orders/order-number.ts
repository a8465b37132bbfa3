import { createHmac } from 'node:crypto';

export const orderNumberStyles = ['sequential', 'random'] as const;
export type OrderNumberStyle = (typeof orderNumberStyles)[number];

/** Where the database's sequence begins. */
const firstOfSequence = 100_001;
/** Random numbers have nine digits, so that a shop may change from sequential ones, which are shorter, at any time. */
const firstDigits = 9;
const rounds = 6;

/**
 * The number that customers see: `A-100042`. In the style `random` it is a permutation of the sequence under a secret key:
 * unique like the sequence, without a table of numbers taken, and silent about how many orders there are.
 *
 * @param sequence a value of the database's sequence
 * @param key secret; of no matter to the style `sequential`
 */
export function orderNumber(sequence: number, style: OrderNumberStyle, key: Buffer): string {
  if (style === 'sequential') return `A-${sequence}`;
  let index = sequence - firstOfSequence;
  // When all numbers of nine digits are used, those of ten follow.
  for (let digits = firstDigits; ; digits += 1) {
    const lowest = 10 ** (digits - 1);
    const size = 9 * lowest;
    if (index < size) return `A-${lowest + permute(index, size, key)}`;
    index -= size;
  }
}

/** A permutation of the integers 0 .. size-1: a Feistel network, walked until it lands inside (Black and Rogaway, 2002). */
export function permute(value: number, size: number, key: Buffer): number {
  const halfBits = Math.ceil(Math.ceil(Math.log2(size)) / 2);
  const half = 2 ** halfBits;
  let current = value;
  do {
    let left = Math.floor(current / half);
    let right = current % half;
    for (let round = 0; round < rounds; round += 1) {
      [left, right] = [right, (left ^ (roundFunction(right, round, size, key) % half)) >>> 0];
    }
    current = left * half + right;
  } while (current >= size);
  return current;
}

const roundFunction = (value: number, round: number, size: number, key: Buffer): number =>
  createHmac('sha256', key).update(`${size}/${round}/${value}`).digest().readUInt32BE(0);
