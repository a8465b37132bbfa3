import { type Database, escapeLike, type Queryable, streamRows, type Transaction } from '@oms/database';
import type { Knex } from 'knex';

export interface Profile {
  id: string;
  email: string;
  name: string | null;
  phone: string | null;
  locale: string;
  timeZone: string;
  version: number;
  /** The version in which each field last changed. */
  fieldVersions: Partial<Record<ProfileField, number>>;
  createdAt: string;
  updatedAt: string;
}

/** What a person can change about themselves. */
export const profileFields = ['name', 'phone', 'locale', 'timeZone'] as const;
export type ProfileField = (typeof profileFields)[number];
export type ProfileFields = Pick<Profile, ProfileField>;

const columns = `id, email, name, phone, locale, time_zone AS "timeZone", version, field_versions AS "fieldVersions",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export async function findProfile(db: Queryable, id: string): Promise<Profile | undefined> {
  const [row] = await db.query<Profile>(`SELECT ${columns} FROM profiles WHERE id = $1`, [id]);
  return row;
}

/** As {@link findProfile}, held until the transaction ends. */
export async function lockProfile(tx: Transaction, id: string): Promise<Profile | undefined> {
  const [row] = await tx.query<Profile>(`SELECT ${columns} FROM profiles WHERE id = $1 FOR UPDATE`, [id]);
  return row;
}

/** What is known of a person when their profile is made. */
export interface Registered {
  id: string;
  email: string;
  name: string | null;
  locale: string;
  timeZone: string;
  /** 0 when it comes from a token, ahead of the event. */
  accountVersion: number;
}

/** Makes a profile, unless there is one or the account was erased. */
export const insertProfile = (db: Queryable, registered: Registered, now: Date): Promise<unknown> =>
  db.query(
    `INSERT INTO profiles (id, email, name, locale, time_zone, account_version, created_at, updated_at)
     SELECT $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::bigint, $7::timestamptz, $7
      WHERE NOT EXISTS (SELECT 1 FROM erased_accounts WHERE id = $1)
     ON CONFLICT (id) DO NOTHING`,
    [
      registered.id,
      registered.email,
      registered.name,
      registered.locale,
      registered.timeZone,
      registered.accountVersion,
      now,
    ],
  );

/**
 * Makes a profile of what the account's event tells, or completes one that was made ahead of it. What the person has said
 * meanwhile stays. An account that was erased before its event came makes none.
 */
export const takeInRegistration = (tx: Transaction, registered: Registered, now: Date): Promise<unknown> =>
  tx.query(
    `INSERT INTO profiles AS p (id, email, name, locale, time_zone, account_version, created_at, updated_at)
     SELECT $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::bigint, $7::timestamptz, $7
      WHERE NOT EXISTS (SELECT 1 FROM erased_accounts WHERE id = $1)
     ON CONFLICT (id) DO UPDATE
       SET email = excluded.email,
           name = CASE WHEN p.field_versions ? 'name' THEN p.name ELSE excluded.name END,
           locale = CASE WHEN p.field_versions ? 'locale' THEN p.locale ELSE excluded.locale END,
           version = p.version + 1,
           account_version = excluded.account_version,
           updated_at = excluded.updated_at
       WHERE p.account_version < excluded.account_version`,
    [
      registered.id,
      registered.email,
      registered.name,
      registered.locale,
      registered.timeZone,
      registered.accountVersion,
      now,
    ],
  );

/** Writes new values of a locked profile as its next version. */
export async function updateProfile(
  tx: Transaction,
  id: string,
  fields: ProfileFields,
  changed: readonly ProfileField[],
  now: Date,
): Promise<Profile> {
  const [row] = await tx.query<Profile>(
    `UPDATE profiles
        SET name = $2, phone = $3, locale = $4, time_zone = $5, version = version + 1, updated_at = $7,
            field_versions = field_versions || (SELECT jsonb_object_agg(field, version + 1) FROM unnest($6::text[]) AS field)
      WHERE id = $1 RETURNING ${columns}`,
    [id, fields.name, fields.phone, fields.locale, fields.timeZone, changed, now],
  );
  if (!row) throw new Error(`profile ${id} is gone`);
  return row;
}

export interface ProfileFilter {
  /** Part of the address or the name. */
  search?: string | undefined;
  createdAfter?: string | undefined;
}

/** Profiles that match, newest first, after the one that `after` names. */
export function searchProfiles(
  db: Database,
  filter: ProfileFilter,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<Profile[]> {
  return db.run<Profile>(matching(db, filter, after).limit(limit));
}

/** As {@link searchProfiles}, all of them from one snapshot, one by one. */
export const streamProfiles = (
  db: Database,
  filter: ProfileFilter,
  after: string | undefined,
): AsyncIterable<Profile> => streamRows<Profile>(db, matching(db, filter, after));

function matching(db: Database, { search, createdAfter }: ProfileFilter, after: string | undefined): Knex.QueryBuilder {
  const query = db
    .knex('profiles')
    .select('id', 'email', 'name', 'phone', 'locale', 'version')
    .select({
      timeZone: 'time_zone',
      fieldVersions: 'field_versions',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    })
    .orderBy('id', 'desc');
  if (after !== undefined) query.where('id', '<', after);
  if (createdAfter !== undefined) query.where('created_at', '>', createdAfter);
  if (search !== undefined) query.whereLike('search_text', `%${escapeLike(search.toLowerCase())}%`);
  return query;
}
