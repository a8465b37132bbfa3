import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readlinkSync, realpathSync, rmSync, statfsSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { UnixUser } from './users.ts';

/** Folders of every machine: of what is kept, and of what is thrown away, in memory. */
const KEPT = '/var/tmp';
const IN_MEMORY = '/dev/shm';
/** `f_type` of a file system in memory (statfs(2)). */
const TMPFS = 0x01021994;
/** Bytes that must be free: the servers of all tests take 240 MB on two processors, and who runs beside them the rest. */
const BYTES_IN_MEMORY = 6 * 1024 ** 3;

/**
 * The folder for the servers' data: `.oms/data`, unless one of the users can't reach it (a checkout under /root), or the data are
 * thrown away and memory is plenty: to copy a database of all services takes 40 ms there, and 245 on a disk. Then it is a folder under
 * /var/tmp or /dev/shm that belongs to this checkout, and `.oms/data` links to it.
 */
export function dataDirectory(
  stateDirectory: string,
  users: readonly (UnixUser | undefined)[],
  { throwaway, memory = IN_MEMORY }: { throwaway: boolean; memory?: string },
): string {
  const wanted = join(stateDirectory, 'data');
  mkdirSync(stateDirectory, { recursive: true });
  const inMemory = throwaway && memoryIsPlenty(memory);
  if (!inMemory && users.every((user) => user === undefined || canReach(stateDirectory, user))) {
    mkdirSync(wanted, { recursive: true, mode: 0o755 });
    return realpathSync(wanted);
  }
  const hash = createHash('sha256').update(realpathSync(stateDirectory)).digest('hex').slice(0, 12);
  const elsewhere = join(inMemory ? memory : KEPT, `oms-${hash}`);
  const found = lstatSync(elsewhere, { throwIfNoEntry: false });
  if (found && (!found.isDirectory() || found.uid !== process.getuid?.())) {
    throw new Error(`${elsewhere} is not ours; remove it, or move the checkout to a folder that every user can enter.`);
  }
  // First the link: whoever removes the data of one that was killed here finds them by it.
  linkTo(elsewhere, wanted);
  if (!found) mkdirSync(elsewhere, { mode: 0o755 });
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

/** A container's own /dev/shm is small unless it was asked for. */
function memoryIsPlenty(folder: string): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(folder);
    return type === TMPFS && Math.min(bavail * bsize, process.availableMemory()) >= BYTES_IN_MEMORY;
  } catch {
    return false;
  }
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
