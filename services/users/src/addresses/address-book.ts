import type { Address } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { Problem } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import type { UsersContext } from '../context.ts';
import { notFound, usersProblems } from '../problems.ts';
import { lockProfile } from '../profiles/profile-store.ts';
import {
  clearDefault,
  deleteAddress,
  findAddresses,
  insertAddress,
  type SavedAddress,
  updateAddress,
} from './address-store.ts';

/** As many as anybody needs, so that nobody fills the table. */
export const maximumAddresses = 100;

type Defaults = { defaultShipping?: boolean | undefined; defaultBilling?: boolean | undefined };

/** A person who has addresses always has one default for shipping and one for billing: the first, until they say otherwise. */
export async function addAddress(
  tx: Transaction,
  { now }: Pick<UsersContext, 'now'>,
  profileId: string,
  address: Address,
  defaults: Defaults,
): Promise<SavedAddress> {
  const present = await lockAddresses(tx, profileId);
  if (present.length >= maximumAddresses) {
    throw new Problem(usersProblems.too_many_addresses, {
      detail: `There can be ${maximumAddresses}. Delete one that is no longer needed.`,
    });
  }
  const first = present.length === 0;
  const added = {
    id: uuidv7(),
    address,
    defaultShipping: first || defaults.defaultShipping === true,
    defaultBilling: first || defaults.defaultBilling === true,
  };
  await makeRoom(tx, profileId, added);
  await insertAddress(tx, profileId, added, now());
  return find(await findAddresses(tx, profileId), added.id);
}

/** Fields that are given replace the present ones; null takes an optional one away. @throws {Problem} 404 */
export async function changeAddress(
  tx: Transaction,
  { now }: Pick<UsersContext, 'now'>,
  profileId: string,
  id: string,
  changes: { [Field in keyof Address]?: Address[Field] | null | undefined },
  defaults: Defaults,
): Promise<SavedAddress> {
  const present = find(await lockAddresses(tx, profileId), id);
  const changed = {
    address: merge(present.address, changes),
    defaultShipping: present.defaultShipping || defaults.defaultShipping === true,
    defaultBilling: present.defaultBilling || defaults.defaultBilling === true,
  };
  await makeRoom(tx, profileId, changed);
  await updateAddress(tx, id, changed, now());
  return find(await findAddresses(tx, profileId), id);
}

/** What it was the default for, the latest of those that stay is from now on. @throws {Problem} 404 */
export async function removeAddress(
  tx: Transaction,
  { now }: Pick<UsersContext, 'now'>,
  profileId: string,
  id: string,
): Promise<void> {
  const present = await lockAddresses(tx, profileId);
  const removed = find(present, id);
  await deleteAddress(tx, id);
  const heir = present.filter((each) => each.id !== id).at(-1);
  if (!heir || !(removed.defaultShipping || removed.defaultBilling)) return;
  await updateAddress(
    tx,
    heir.id,
    {
      address: heir.address,
      defaultShipping: heir.defaultShipping || removed.defaultShipping,
      defaultBilling: heir.defaultBilling || removed.defaultBilling,
    },
    now(),
  );
}

/** One change of a person's addresses at a time, so that the defaults stay one each. @throws {Problem} 404 to who is being erased */
async function lockAddresses(tx: Transaction, profileId: string): Promise<SavedAddress[]> {
  if (!(await lockProfile(tx, profileId))) throw notFound('profile');
  return findAddresses(tx, profileId);
}

async function makeRoom(
  tx: Transaction,
  profileId: string,
  { defaultShipping, defaultBilling }: { defaultShipping: boolean; defaultBilling: boolean },
): Promise<void> {
  if (defaultShipping) await clearDefault(tx, profileId, 'shipping');
  if (defaultBilling) await clearDefault(tx, profileId, 'billing');
}

function find(addresses: readonly SavedAddress[], id: string): SavedAddress {
  const found = addresses.find((each) => each.id === id);
  if (!found) throw notFound('address');
  return found;
}

function merge(address: Address, changes: { [Field in keyof Address]?: Address[Field] | null | undefined }): Address {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const merged = { ...address, ...Object.fromEntries(given) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as Address;
}
