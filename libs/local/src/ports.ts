import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';

/** Below the range that Linux uses for outgoing connections, so that a remembered port is seldom taken by one. */
const FIRST_PORT = 21_000;
const PORT_COUNT = 10_000;

/** Whether a server could listen on the port now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No free port between ${FIRST_PORT} and ${FIRST_PORT + PORT_COUNT - 1}.`);
}

/**
 * Free ports by name, the same as the last time as far as they are still free (so that a bookmarked or configured
 * address stays good), remembered in `file`.
 */
export async function rememberedPorts<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const remembered = knownPorts(file);
  const chosen = new Map<Name, number>();
  const spokenFor = new Set(Object.values(remembered));
  for (const name of names) {
    const before = remembered[name];
    let port = before !== undefined && (await isPortFree(before)) ? before : await freePort();
    while (port !== before && spokenFor.has(port)) port = await freePort();
    spokenFor.add(port);
    chosen.set(name, port);
  }
  const ports = Object.fromEntries(chosen) as Record<Name, number>;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...remembered, ...ports }, null, 2)}\n`);
  return ports;
}

/** Whether something listens on the port of this machine. */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Who listens on a port, e.g. `nginx (process 812)`, where this user may know. */
export function portHolder(port: number): string | undefined {
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port));
    if (inodes.length === 0) return undefined;
    for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      if (socketsOf(pid).some((socket) => inodes.includes(socket))) {
        return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
      }
    }
  } catch {
    // No /proc here, or the process ended.
  }
  return undefined;
}

/** Throws with a sentence that names the port, its holder and the setting to change. */
export async function requirePort(port: number, setting: string, purpose: string, host?: string): Promise<void> {
  if (await isPortFree(port, host)) return;
  const holder = portHolder(port);
  throw new Error(
    `Port ${port} for ${purpose} is taken${holder ? ` by ${holder}` : ''}. Stop that, or choose another: ${setting}=${port + 1} npm start`,
  );
}

/** What {@link rememberedPorts} remembers. */
export function knownPorts(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === '0A')
    .map((fields) => `socket:[${fields[9]}]`);
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
