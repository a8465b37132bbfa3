import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { Database } from '@oms/database';
import { clockToleranceSeconds, type SealingKey, type SigningKey, seal, unseal } from '@oms/security';
import type { Logger } from '@oms/telemetry';
import { calculateJwkThumbprint } from 'jose';
import { audit } from '../audit/audit-log.ts';
import { accessTokenLifetime } from '../sessions/token-issuer.ts';
import { activeKey, isRotationDue, scheduleOf } from './key-schedule.ts';
import { findKeys, findPublishedJwks, insertKey, lockKeys, retireOthers, type StoredKey } from './key-store.ts';

export interface KeyRing {
  /** Reads the keys, and makes the next one when it is due. Run at start and every minute. */
  refresh(): Promise<void>;
  /** The key to sign with now. @throws {Error} before the first {@link KeyRing.refresh} */
  current(): SigningKey;
  /** The key set to publish (RFC 7517). */
  published(): Promise<{ keys: Record<string, unknown>[] }>;
}

interface LoadedKey extends StoredKey, SigningKey {}

const contextOf = (kid: string): string => `signing-key:${kid}`;

/** The ES256 keys that sign access tokens: private parts sealed in the database, shared by all replicas of auth. */
export function createKeyRing({
  db,
  keyEncryptionKey,
  logger,
  now = () => new Date(),
}: {
  db: Database;
  keyEncryptionKey: SealingKey;
  logger: Logger;
  now?: () => Date;
}): KeyRing {
  let keys: LoadedKey[] = [];

  function open(stored: StoredKey): LoadedKey {
    const known = keys.find(({ kid }) => kid === stored.kid);
    if (known) return { ...stored, privateKey: known.privateKey };
    try {
      const pem = unseal(keyEncryptionKey, stored.sealedPrivateKey, contextOf(stored.kid));
      return { ...stored, privateKey: createPrivateKey(pem) };
    } catch (cause) {
      throw new Error(
        `Signing key ${stored.kid} cannot be opened: KEY_ENCRYPTION_KEY is not the one it was sealed with. Put the old key back, or delete the row from auth.signing_keys, which ends all sessions' access tokens.`,
        { cause },
      );
    }
  }

  return {
    async refresh() {
      let stored = await findKeys(db, now());
      if (isRotationDue(stored, now())) {
        const made = await makeSigningKey({ db, keyEncryptionKey, now }, 'due');
        if (made) logger.info(made, 'a signing key was made');
        stored = await findKeys(db, now());
      }
      keys = await Promise.all(stored.map(open));
    },
    current() {
      const key = activeKey(keys, now());
      if (!key) throw new Error('There is no active signing key yet');
      return key;
    },
    published: async () => ({ keys: await findPublishedJwks(db, now()) }),
  };
}

/** A key that was made, and from when on it signs. */
export interface MadeKey {
  kid: string;
  activeFrom: Date;
}

/**
 * Makes the next signing key.
 *
 * - `due`: when it is time for it, else none.
 * - `early`: now; it signs once every service has had time to learn of it. None while one waits already.
 * - `compromised`: it signs at once and no other key counts any more: access tokens end, and sessions go on with their next
 *   refresh. Replicas of auth follow within a minute.
 */
export const makeSigningKey = (
  { db, keyEncryptionKey, now }: { db: Database; keyEncryptionKey: SealingKey; now: () => Date },
  why: 'due' | 'early' | 'compromised',
): Promise<MadeKey | undefined> =>
  db.transaction(async (tx) => {
    await lockKeys(tx);
    const at = now();
    const present = await findKeys(tx, at);
    if (why === 'due' && !isRotationDue(present, at)) return undefined;
    if (why === 'early' && present.some((key) => new Date(key.activeFrom) > at)) return undefined;
    const { publishedAt, activeFrom } = scheduleOf(why === 'compromised' ? [] : present, at);
    const key = await generate(keyEncryptionKey);
    await insertKey(
      tx,
      { ...key, publishedAt: publishedAt.toISOString(), activeFrom: activeFrom.toISOString(), retiresAt: null },
      at,
    );
    // The last token that the former key signs is issued when the new one takes over.
    const margin = why === 'compromised' ? 0 : accessTokenLifetime + clockToleranceSeconds + 60;
    await retireOthers(tx, key.kid, new Date(activeFrom.getTime() + margin * 1000));
    await audit(tx, at, { type: 'signing-key.made', accountId: null, details: { kid: key.kid, activeFrom, why } });
    return { kid: key.kid, activeFrom };
  });

async function generate(
  keyEncryptionKey: SealingKey,
): Promise<Pick<StoredKey, 'kid' | 'publicJwk' | 'sealedPrivateKey'>> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  // RFC 7638.
  const kid = await calculateJwkThumbprint({ ...jwk, kty: 'EC' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    kid,
    publicJwk: { ...jwk, kid, use: 'sig', alg: 'ES256' },
    sealedPrivateKey: seal(keyEncryptionKey, pem, contextOf(kid)),
  };
}
