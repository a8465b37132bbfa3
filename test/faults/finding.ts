/** One thing that must hold after everything, and whether it does. */
export interface Finding {
  claim: string;
  /** What was counted. */
  figures: string;
  /** Where it does not hold. */
  offenders: readonly string[];
}

export const finding = (claim: string, figures: string, offenders: Iterable<string>): Finding => ({
  claim,
  figures,
  offenders: [...offenders],
});
