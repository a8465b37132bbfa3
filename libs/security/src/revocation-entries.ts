/**
 * What is revoked: one session, every token of an account that was issued before an epoch, or an API key as it stood before
 * a version. `expiresAt` (seconds since 1970) is when the last token that it can concern has ended, or every service has
 * surely heard of the key's new version, after which it is forgotten.
 */
export type Revocation =
  | { kind: 'session'; sessionId: string; expiresAt: number }
  | { kind: 'account'; accountId: string; minimumEpoch: number; expiresAt: number }
  | { kind: 'apiKey'; keyId: string; minimumVersion: number; expiresAt: number };

/** The part of a principal that decides whether it is revoked. */
export interface RevocationSubject {
  readonly subject: string;
  readonly sessionId?: string | undefined;
  readonly epoch?: number | undefined;
  readonly apiKey?: { readonly id: string; readonly version: number } | undefined;
}

/** The Redis keys of the revocations: a sorted set (member, scored by expiry), a stream of additions, the generation. */
export const revocationKeys = (prefix = 'oms:') => ({
  entries: `${prefix}revocations:entries`,
  stream: `${prefix}revocations:stream`,
  generation: `${prefix}revocations:generation`,
});

/**
 * How a revocation is written in Redis: `sid:<session>`, `sub:<account>:<lowest epoch still good>` or
 * `key:<API key>:<lowest version still good>`.
 */
export function memberOf(revocation: Revocation): string {
  if (revocation.kind === 'session') return `sid:${revocation.sessionId}`;
  if (revocation.kind === 'apiKey') return `key:${revocation.keyId}:${revocation.minimumVersion}`;
  return `sub:${revocation.accountId}:${revocation.minimumEpoch}`;
}

const memberPattern =
  /^(?:sid:(?<sessionId>.+)|sub:(?<accountId>.+):(?<minimumEpoch>\d+)|key:(?<keyId>.+):(?<minimumVersion>\d+))$/;

/** The revocation that a member stands for; undefined when it is not one that this version knows. */
export function revocationOf(member: string, expiresAt: number): Revocation | undefined {
  const groups = memberPattern.exec(member)?.groups;
  if (groups?.sessionId !== undefined) return { kind: 'session', sessionId: groups.sessionId, expiresAt };
  if (groups?.keyId !== undefined) {
    return { kind: 'apiKey', keyId: groups.keyId, minimumVersion: Number(groups.minimumVersion), expiresAt };
  }
  if (groups?.accountId === undefined) return undefined;
  return { kind: 'account', accountId: groups.accountId, minimumEpoch: Number(groups.minimumEpoch), expiresAt };
}

/** The revocations in force, in memory. Entries are only ever added, until they expire: a reload forgets nothing. */
export class RevocationSet {
  #sessions = new Map<string, number>();
  #accounts = new Map<string, { minimumEpoch: number; expiresAt: number }>();
  #apiKeys = new Map<string, { minimumVersion: number; expiresAt: number }>();

  get size(): number {
    return this.#sessions.size + this.#accounts.size + this.#apiKeys.size;
  }

  add(revocation: Revocation): void {
    if (revocation.kind === 'session') {
      const known = this.#sessions.get(revocation.sessionId) ?? 0;
      this.#sessions.set(revocation.sessionId, Math.max(known, revocation.expiresAt));
      return;
    }
    if (revocation.kind === 'apiKey') {
      const known = this.#apiKeys.get(revocation.keyId);
      this.#apiKeys.set(revocation.keyId, {
        minimumVersion: Math.max(known?.minimumVersion ?? 0, revocation.minimumVersion),
        expiresAt: Math.max(known?.expiresAt ?? 0, revocation.expiresAt),
      });
      return;
    }
    const known = this.#accounts.get(revocation.accountId);
    this.#accounts.set(revocation.accountId, {
      minimumEpoch: Math.max(known?.minimumEpoch ?? 0, revocation.minimumEpoch),
      expiresAt: Math.max(known?.expiresAt ?? 0, revocation.expiresAt),
    });
  }

  has({ subject, sessionId, epoch, apiKey }: RevocationSubject): boolean {
    // A key outlives the sessions of its maker, and follows what becomes of the account by versions of its own.
    if (apiKey) return apiKey.version < (this.#apiKeys.get(apiKey.id)?.minimumVersion ?? 0);
    if (sessionId !== undefined && this.#sessions.has(sessionId)) return true;
    const account = this.#accounts.get(subject);
    return account !== undefined && (epoch ?? 0) < account.minimumEpoch;
  }

  /** Drops what expired before `now` (seconds since 1970). */
  prune(now: number): void {
    for (const [id, expiresAt] of this.#sessions) if (expiresAt < now) this.#sessions.delete(id);
    for (const [id, { expiresAt }] of this.#accounts) if (expiresAt < now) this.#accounts.delete(id);
    for (const [id, { expiresAt }] of this.#apiKeys) if (expiresAt < now) this.#apiKeys.delete(id);
  }
}
