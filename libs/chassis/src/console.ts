import { once } from 'node:events';
import type { REPLServer } from 'node:repl';
import { text } from 'node:stream/consumers';
import { inspect, promisify } from 'node:util';
import { ConfigError } from '@oms/config';
import type { Database } from '@oms/database';
import type { OpenableService } from './service.ts';

/**
 * Runs a console of a service as this process: the body of a service's `console.ts`. It reads JavaScript (with `await`) from
 * the terminal beside the service's own context; what comes from a pipe is run as the body of an async function, and what that
 * returns is printed. The service is not started, so nothing of it runs unless it is called. CONSOLE_HISTORY names the file
 * that keeps what was typed.
 */
export async function runConsole(
  create: (
    environment: NodeJS.ProcessEnv,
  ) => OpenableService<{ db: Database }> | Promise<OpenableService<{ db: Database }>>,
): Promise<void> {
  let service: OpenableService<{ db: Database }>;
  try {
    service = await create({ ...process.env, LOG_LEVEL: 'warn', LOG_FORMAT: 'pretty' });
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exitCode = error instanceof ConfigError ? 78 : 1;
    return;
  }
  try {
    const context = await service.open();
    const at = { context, db: context.db, sql: sqlFor(context.db) };
    if (process.stdin.isTTY) await converse(service.name, at);
    else await runScript(await text(process.stdin), at);
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    process.exitCode = 1;
  } finally {
    await service.stop();
  }
}

async function converse(name: string, at: Record<string, unknown>): Promise<void> {
  process.stdout.write(greeting(name));
  // Services share this module, and have no use for a parser and a line editor.
  const { start } = await import('node:repl');
  const repl = start({ prompt: `${name}> ` });
  Object.assign(repl.context, at);
  await keepHistory(repl);
  await once(repl, 'exit');
}

async function runScript(body: string, at: Record<string, unknown>): Promise<void> {
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  const result: unknown = await new AsyncFunction(...Object.keys(at), body)(...Object.values(at));
  if (result !== undefined) process.stdout.write(`${inspect(result, { depth: 6, maxArrayLength: null })}\n`);
}

const greeting = (name: string): string =>
  `${name}, not started: context is what its routes work with, db its database,\nawait sql\`SELECT \${1}\` asks it. This can change data. Ctrl-D ends.\n`;

/** Values become parameters. */
const sqlFor =
  (db: Database) =>
  async (texts: TemplateStringsArray, ...values: unknown[]): Promise<unknown[]> => {
    const { rows } = await db.pool.query(
      texts.map((text, place) => (place === 0 ? text : `$${place}${text}`)).join(''),
      values,
    );
    return rows;
  };

async function keepHistory(repl: REPLServer): Promise<void> {
  const file = process.env.CONSOLE_HISTORY;
  if (file)
    await promisify(repl.setupHistory.bind(repl) as (path: string, done: (error: Error | null) => void) => void)(file);
}
