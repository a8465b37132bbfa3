/** Seconds. A key signs for 30 days. */
export const keyLifetime = 30 * 24 * 60 * 60;

/** Seconds between a key's publication and its first use: longer than any service keeps a key set. */
export const publicationLead = 20 * 60;

interface ScheduledKey {
  publishedAt: string;
  activeFrom: string;
  retiresAt: string | null;
}

/** The key to sign with at `now`: the latest that is active. `keys` stand latest first. */
export const activeKey = <K extends ScheduledKey>(keys: readonly K[], now: Date): K | undefined =>
  keys.find((key) => new Date(key.activeFrom) <= now);

/** True when the next key must be made: the latest ends its time within the lead, or there is none. */
export function isRotationDue(keys: readonly ScheduledKey[], now: Date): boolean {
  const latest = keys[0];
  if (!latest) return true;
  const end = new Date(latest.activeFrom).getTime() + keyLifetime * 1000;
  return now.getTime() >= end - publicationLead * 1000;
}

/** When a new key is published and first used: the very first at once, as there is no other to sign with meanwhile. */
export function scheduleOf(keys: readonly ScheduledKey[], now: Date): { publishedAt: Date; activeFrom: Date } {
  const activeFrom = keys.length === 0 ? now : new Date(now.getTime() + publicationLead * 1000);
  return { publishedAt: now, activeFrom };
}
