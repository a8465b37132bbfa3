/** The latest refresh tokens of a session are those of its present generation; each use begins the next. */
export interface PresentedToken {
  generation: number;
  /** When it was used first; null while it never was. */
  rotatedAt: Date | null;
}

/**
 * For how long after its first use a token may come again: two tabs that refresh at once, an answer that was lost
 * (RFC 9700, section 4.14.2), in milliseconds.
 */
export const reuseGraceMs = 10_000;

/**
 * What to do about a refresh token of a live session.
 *
 * - `rotate`: it is of the present generation, used for the first time.
 * - `grace`: used before, but it is the immediate predecessor of the present generation and that was moments ago: another
 *   token of the present generation is given.
 * - `reuse`: an older one, or too late: somebody else has a copy, so the whole session ends.
 */
export function decideRotation(
  token: PresentedToken,
  currentGeneration: number,
  now: Date,
): 'rotate' | 'grace' | 'reuse' {
  if (token.rotatedAt === null) return token.generation === currentGeneration ? 'rotate' : 'reuse';
  const sinceUse = now.getTime() - token.rotatedAt.getTime();
  return token.generation === currentGeneration - 1 && sinceUse <= reuseGraceMs ? 'grace' : 'reuse';
}
