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

  async function open(stored: StoredKey): Promise<LoadedKey> {
    const known = keys.find(({ kid }) => kid === stored.kid);
    if (known) return { ...stored, privateKey: known.privateKey };
    const pem = await unseal(keyEncryptionKey, stored.sealedPrivateKey, contextOf(stored.kid)).catch(
      (cause: unknown) => {
        throw new Error(
          `Signing key ${stored.kid} cannot be opened: KEY_ENCRYPTION_KEY is not the one it was sealed with. Put the old key back, or delete the row from auth.signing_keys, which ends all sessions' access tokens.`,
          { cause },
        );
      },
    );
    return { ...stored, privateKey: createPrivateKey(pem) };
  }

  async function makeNext(): Promise<void> {
    await db.transaction(async (tx) => {
      await lockKeys(tx);
      const present = await findKeys(tx, now());
      if (!isRotationDue(present, now())) return;
      const { publishedAt, activeFrom } = scheduleOf(present, now());
      const key = await generate(keyEncryptionKey);
      await insertKey(
        tx,
        { ...key, publishedAt: publishedAt.toISOString(), activeFrom: activeFrom.toISOString(), retiresAt: null },
        now(),
      );
      // The last token that the former key signs is issued when the new one takes over.
      const margin = accessTokenLifetime + clockToleranceSeconds + 60;
      await retireOthers(tx, key.kid, new Date(activeFrom.getTime() + margin * 1000));
      await audit(tx, now(), {
        type: 'signing-key.made',
        accountId: null,
        details: { kid: key.kid, activeFrom },
      });
      logger.info({ kid: key.kid, activeFrom }, 'a signing key was made');
    });
  }

  return {
    async refresh() {
      let stored = await findKeys(db, now());
      if (isRotationDue(stored, now())) {
        await makeNext();
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
    sealedPrivateKey: await seal(keyEncryptionKey, pem, contextOf(kid)),
  };
}
