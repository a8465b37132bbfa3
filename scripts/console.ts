import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentInSystem, serviceNames } from '@oms/local';
import { scriptSettings, UsageError } from './database-url.ts';

const HELP = `npm run console -- <service>

JavaScript beside what the routes of a service work with, on the running npm start; or on what DATABASE_URL, AMQP_URL and
REDIS_URL name, with the settings of the environment. In a container: node services/<service>/src/console.ts

  context   what the use cases of the service take
  db        its database; await sql\`SELECT \${1}\` asks it

What comes from a pipe is run as a whole, and what it returns is printed: npm run console -- orders < report.js
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const fileOf = (name: string): string => join(root, 'services', name, 'src', 'console.ts');

const [service, ...surplus] = process.argv.slice(2);

try {
  if (service === '--help' || service === '-h' || service === undefined) console.log(HELP);
  else await open(service);
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}

async function open(name: string): Promise<void> {
  const known = serviceNames(root).filter((each) => existsSync(join(root, 'services', each, 'migrations')));
  if (!known.includes(name) || surplus.length > 0) throw new UsageError(`Name one of: ${known.join(', ')}.\n\n${HELP}`);
  // Ctrl-C is the console's, which ends a line and not the process.
  process.on('SIGINT', () => undefined);
  const console = spawn(process.execPath, [fileOf(name)], {
    cwd: root,
    stdio: 'inherit',
    env: { CONSOLE_HISTORY: join(root, '.oms', `console-${name}.history`), ...environmentOf(name) },
  });
  const [status] = await once(console, 'exit');
  process.exitCode = typeof status === 'number' ? status : 1;
}

function environmentOf(name: string): NodeJS.ProcessEnv {
  const settings = scriptSettings(root);
  if (settings.DATABASE_URL !== undefined || settings.DATABASE_URL_FILE !== undefined) return settings;
  try {
    return environmentInSystem(name, { root, stateDirectory: join(root, '.oms'), settings });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} Or set DATABASE_URL, AMQP_URL and REDIS_URL.`);
  }
}
