import { chownSync, mkdirSync, readFileSync } from 'node:fs';

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
