/** What a stored hash is, by its prefix. */
export const kindOfHash = (hash: string): 'argon2' | 'bcrypt' | undefined =>
  /^\$argon2(id|i|d)\$/.test(hash) ? 'argon2' : /^\$2[aby]\$/.test(hash) ? 'bcrypt' : undefined;

/**
 * What a hash from elsewhere may cost at the most, since whoever signs in makes us pay it. Argon2: 64 MiB and four lanes, the
 * second recommended option of RFC 9106, section 4, with some passes more. bcrypt: 2^14 rounds, about a second.
 */
const limits = { memoryCost: 65_536, timeCost: 6, parallelism: 4, bcryptCost: 14 } as const;

/** Parameters come in any order: not every library keeps to that of the reference implementation. */
const argon2Pattern =
  /^\$argon2(?:id|i|d)\$v=19\$((?:[mtp]=\d{1,7},){2}[mtp]=\d{1,7})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/;
const bcryptPattern = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{53}$/;

/**
 * A password hash of another system as it is to be stored.
 *
 * @throws {RangeError} when it is neither argon2 (version 1.3) nor bcrypt, is not whole, or would cost too much to check
 */
export function importedHash(hash: string): string {
  const kind = kindOfHash(hash);
  if (kind === 'argon2') {
    const parameters =
      argon2Pattern
        .exec(hash)?.[1]
        ?.split(',')
        .map((each) => each.split('=')) ?? [];
    const { m, t, p } = Object.fromEntries(parameters.map(([name, value]) => [name, Number(value)]));
    if (m === undefined || t === undefined || p === undefined) throw new RangeError('the argon2 hash is not whole');
    requireAtMost('memory', m, limits.memoryCost);
    requireAtMost('passes', t, limits.timeCost);
    requireAtMost('lanes', p, limits.parallelism);
    if (m < 8 * p || t < 1 || p < 1) throw new RangeError('the argon2 hash has impossible parameters');
    return hash;
  }
  if (kind === 'bcrypt') {
    const cost = Number(bcryptPattern.exec(hash)?.[1]);
    if (Number.isNaN(cost)) throw new RangeError('the bcrypt hash is not whole');
    if (cost < 4) throw new RangeError('the bcrypt hash has an impossible cost');
    requireAtMost('cost', cost, limits.bcryptCost);
    // Another name for 2b: what PHP calls it.
    return hash.replace(/^\$2y\$/, '$2b$');
  }
  throw new RangeError('the password hash is neither argon2 nor bcrypt');
}

function requireAtMost(what: string, value: number, limit: number): void {
  if (value > limit) throw new RangeError(`the password hash has ${what} ${value}; at most ${limit} is taken`);
}
