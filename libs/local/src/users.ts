import { createHash } from 'node:crypto';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export interface UnixUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * The user that a server runs as. PostgreSQL and RabbitMQ refuse to run as root: root lends them the user that their
 * Debian package made, or `nobody`. Anyone else runs them as themselves (undefined).
 */
export function serverUser(preferred: string): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readUsers();
  const user = users.find(({ name }) => name === preferred) ?? users.find(({ name }) => name === 'nobody');
  if (!user) throw new Error(`Cannot run as root without a user "${preferred}" or "nobody". Run as an ordinary user.`);
  return user;
}

/**
 * The folder for the servers' data: `.oms/data`, unless one of the users can't reach it (a checkout under /root). Then
 * it is a folder under /var/tmp that belongs to this checkout, and `.oms/data` links to it.
 */
export function dataDirectory(stateDirectory: string, users: readonly (UnixUser | undefined)[]): string {
  const wanted = join(stateDirectory, 'data');
  mkdirSync(stateDirectory, { recursive: true });
  if (users.every((user) => user === undefined || canReach(stateDirectory, user))) {
    mkdirSync(wanted, { recursive: true, mode: 0o755 });
    return realpathSync(wanted);
  }
  const hash = createHash('sha256').update(realpathSync(stateDirectory)).digest('hex').slice(0, 12);
  const elsewhere = `/var/tmp/oms-${hash}`;
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  const found = lstatSync(elsewhere);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${elsewhere} is not ours; remove it, or move the checkout to a folder that every user can enter.`);
  }
  linkTo(elsewhere, wanted);
  return elsewhere;
}

/** Removes mails and the servers' data under a state folder, wherever dataDirectory() put them. */
export function removeData(stateDirectory: string): void {
  const data = join(stateDirectory, 'data');
  if (lstatSync(data, { throwIfNoEntry: false })?.isSymbolicLink()) {
    rmSync(readlinkSync(data), { recursive: true, force: true });
  }
  rmSync(data, { recursive: true, force: true });
  rmSync(join(stateDirectory, 'mail'), { recursive: true, force: true });
}

/** Removes a state folder whole. */
export function removeState(stateDirectory: string): void {
  removeData(stateDirectory);
  rmSync(stateDirectory, { recursive: true, force: true });
}

/** Makes a folder that belongs to `user` alone. */
export function ownedDirectory(path: string, user: UnixUser | undefined): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user) chownSync(path, user.uid, user.gid);
  return path;
}

function readUsers(): UnixUser[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

function canReach(path: string, user: UnixUser): boolean {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function linkTo(target: string, link: string): void {
  try {
    if (readlinkSync(link) === target) return;
  } catch {
    // No link yet.
  }
  symlinkSync(target, link);
}
