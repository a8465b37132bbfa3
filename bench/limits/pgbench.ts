import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PgbenchRun {
  /** Folder of PostgreSQL's programs. */
  programs: string;
  url: string;
  script: string;
  clients: number;
  seconds: number;
  directory: string;
}

/** Transactions a second. @throws {Error} where one failed */
export async function pgbench({ programs, url, script, clients, seconds, directory }: PgbenchRun): Promise<number> {
  const file = join(directory, 'pgbench.sql');
  writeFileSync(file, script);
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    `${clients}`,
    '-j',
    `${Math.min(2, clients)}`,
    '-T',
    `${seconds}`,
    '-f',
    file,
  ];
  const child = spawn(join(programs, 'pgbench'), [...args, url], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  const tps = /^tps = ([\d.]+)/m.exec(output)?.[1];
  const failed = /^number of failed transactions: (\d+)/m.exec(output)?.[1] ?? '0';
  if (code !== 0 || tps === undefined || failed !== '0')
    throw new Error(`pgbench did not measure:\n${output.slice(0, 2_000)}`);
  return Number(tps);
}
