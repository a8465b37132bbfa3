import { randomBytes } from 'node:crypto';
import type { Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import { type SealingKey, seal, unseal } from './seal.ts';

/** The key of one person, opened. */
export interface PersonKey {
  /** `context` says what the text is for, such as `timeline`: it does not open for anything else. */
  encrypt(plaintext: string, context: string): string;
  /** @throws {SealError} when it is not a text of that person in that context */
  decrypt(ciphertext: string, context: string): string;
}

/**
 * A key a person (crypto-shredding): what tells about them in places that are only ever added to, such as events that are
 * kept, timelines and hash chains, is encrypted with it, and hashes cover the ciphertext. To forget the person the key is
 * destroyed; the entries stay, the hashes hold, and nobody can read them again (NIST SP 800-88 rev. 1, 2.6: cryptographic
 * erase).
 *
 * Each service has keys of its own, in its own schema, sealed with its own key-encryption key; nothing of them leaves it.
 */
export interface PersonKeys {
  /**
   * The key of a person, made when it is first needed, and kept from being destroyed until `tx` ends.
   *
   * @throws {PersonErasedError} when the person was erased: nothing about them is to be kept any more
   */
  forWriting(tx: Transaction, personId: string): Promise<PersonKey>;
  /** As {@link PersonKeys.forWriting}, for several people of whom most have no key yet; those who were erased are left out. */
  forWritingAll(tx: Transaction, personIds: readonly string[]): Promise<Map<string, PersonKey>>;
  /** @returns undefined when the person was erased, or never had a key */
  forReading(db: Queryable, personId: string): Promise<PersonKey | undefined>;
  /** Opens a key that was read along with something else: `sealed_key` of {@link createPersonKeyTable}. */
  open(personId: string, sealedKey: string): PersonKey;
  /** Destroys the key for good, and keeps another from being made. Idempotent, and well before there is a key too. */
  destroy(tx: Transaction, personId: string): Promise<void>;
}

/** The person is erased; see {@link PersonKeys.forWriting}. */
export class PersonErasedError extends Error {
  constructor(personId: string) {
    super(`${personId} was erased; nothing about them can be kept`);
    this.name = 'PersonErasedError';
  }
}

/** Bytes of a key: AES-256. */
const keyBytes = 32;

/** Migration step of a service that keeps things about people which are only ever added to. */
export const createPersonKeyTable = (knex: Knex): Promise<void> =>
  knex.raw(`
    CREATE TABLE person_keys (
      person_id uuid PRIMARY KEY,
      -- JWE under the service's key-encryption key; null once it is destroyed, and the row stays to say so.
      sealed_key text,
      created_at timestamptz NOT NULL DEFAULT now(),
      destroyed_at timestamptz,
      CHECK ((sealed_key IS NULL) = (destroyed_at IS NOT NULL))
    )`);

export const dropPersonKeyTable = (knex: Knex): Promise<void> => knex.raw('DROP TABLE person_keys');

const keyContext = (personId: string): string => `person-key:${personId}`;

/** A key for a person, sealed: what `sealed_key` of {@link createPersonKeyTable} holds. For those who write many at once. */
export const sealNewPersonKey = (keyEncryptionKey: SealingKey, personId: string): string =>
  seal(keyEncryptionKey, randomBytes(keyBytes).toString('base64url'), keyContext(personId));

/** @param keyEncryptionKey 32 bytes, which seal the keys in the table; a copy of the table alone opens nothing */
export function createPersonKeys({ keyEncryptionKey }: { keyEncryptionKey: SealingKey }): PersonKeys {
  const textContext = (personId: string, context: string): string => `person:${personId}:${context}`;

  function open(personId: string, sealed: string): PersonKey {
    const key = Buffer.from(unseal(keyEncryptionKey, sealed, keyContext(personId)), 'base64url');
    return {
      encrypt: (plaintext, context) => seal(key, plaintext, textContext(personId, context)),
      decrypt: (ciphertext, context) => unseal(key, ciphertext, textContext(personId, context)),
    };
  }

  return {
    open,
    async forWriting(tx, personId) {
      const [found] = await findKeys(tx, [personId]);
      const [known] = found ? [found] : await makeKeys(tx, [personId]);
      if (!known) throw new Error(`the key of ${personId} was not stored`);
      if (known.sealedKey === null) throw new PersonErasedError(personId);
      return open(personId, known.sealedKey);
    },
    async forWritingAll(tx, personIds) {
      const keys = await makeKeys(tx, [...new Set(personIds)]);
      return new Map(
        keys.flatMap(({ personId, sealedKey }) => (sealedKey === null ? [] : [[personId, open(personId, sealedKey)]])),
      );
    },
    async forReading(db, personId) {
      const [row] = await db.query<{ sealedKey: string | null }>(
        'SELECT sealed_key AS "sealedKey" FROM person_keys WHERE person_id = $1',
        [personId],
      );
      return row?.sealedKey ? open(personId, row.sealedKey) : undefined;
    },
    async destroy(tx, personId) {
      await tx.query(
        `INSERT INTO person_keys (person_id, destroyed_at) VALUES ($1, now())
         ON CONFLICT (person_id) DO UPDATE SET sealed_key = NULL, destroyed_at = now()
           WHERE person_keys.destroyed_at IS NULL`,
        [personId],
      );
    },
  };

  /** Makes those that are not there; in the order of their ids, so that others who do so wait for one another and never deadlock. */
  async function makeKeys(tx: Transaction, personIds: readonly string[]): Promise<FoundKey[]> {
    const ordered = personIds.toSorted();
    // Sent together. Another transaction may have been first: its keys count.
    const [, made] = await Promise.all([
      tx.query(
        `INSERT INTO person_keys (person_id, sealed_key) SELECT * FROM unnest($1::uuid[], $2::text[])
         ON CONFLICT DO NOTHING`,
        [ordered, ordered.map((personId) => sealNewPersonKey(keyEncryptionKey, personId))],
      ),
      findKeys(tx, ordered),
    ]);
    return made;
  }
}

/** Null once it is destroyed. */
interface FoundKey {
  personId: string;
  sealedKey: string | null;
}

/** Held until the transaction ends, so that what is encrypted with them is there before they can be destroyed. */
const findKeys = (tx: Transaction, personIds: readonly string[]): Promise<FoundKey[]> =>
  tx.query<FoundKey>(
    `SELECT person_id AS "personId", sealed_key AS "sealedKey" FROM person_keys
      WHERE person_id = ANY ($1::uuid[]) ORDER BY person_id FOR SHARE`,
    [personIds],
  );
