import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { claimStateDirectory, readEnvironment, removeData, type System, serviceNames, startSystem } from '@oms/local';

const HELP = `npm start [-- [services] [--reset]]

Runs the system on this machine, without Docker: private PostgreSQL, RabbitMQ and Redis, the services, a mail catcher and
the gateway. Data, logs and pid files are under .oms/. Ctrl-C stops everything.

  npm start                      everything
  npm start -- orders            one service (or several) with what it needs; requests for the others are answered 503,
                                 or go to UPSTREAM_URL. "npm run dev-token" makes tokens for it.
  npm start -- --reset           begins afresh: drops the database, the queues and the mails of earlier runs

Settings come from .env; the environment wins over it: GATEWAY_PORT=9090 MAIL_PORT=9025 npm start
`;

/** A signal to the group and the same one passed on by npm come together; a second Ctrl-C comes later. */
const SAME_SIGNAL_MS = 1000;

const root = fileURLToPath(new URL('..', import.meta.url));
const stateDirectory = join(root, '.oms');
const begun = performance.now();

const { values: flags, positionals } = parseArgs({
  options: { reset: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
if (flags.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  let release: () => void = () => undefined;
  let system: System | undefined;
  let stoppedAt: number | undefined;
  const stop = async () => {
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt > SAME_SIGNAL_MS) say('Still stopping; what does not stop is killed soon.');
      return;
    }
    stoppedAt = performance.now();
    say('Stopping ...');
    await starting.catch(() => undefined);
    await system?.stop();
    release();
    say('Everything is stopped.');
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

  const starting = (async () => {
    const settings = readEnvironment(join(root, '.env'), process.env);
    const unknown = positionals.filter((name) => !serviceNames(root).includes(name));
    if (unknown.length > 0) {
      throw new Error(`There is no service ${unknown.join(', ')}; there are ${serviceNames(root).join(', ')}.`);
    }
    const claim = await claimStateDirectory(stateDirectory);
    release = claim.release;
    if (claim.leftovers.length > 0) say(`Stopped what an earlier run left behind: ${claim.leftovers.join(', ')}`);
    if (flags.reset) {
      removeData(stateDirectory);
      say('Removed the data of earlier runs');
    }
    system = await startSystem({ root, stateDirectory, settings, services: positionals, log: say });
    return { system, settings };
  })();
  try {
    const { system, settings } = await starting;
    await system.ready;
    if (stoppedAt === undefined) console.log(summary(system, settings));
  } catch (error) {
    if (stoppedAt !== undefined) return;
    console.error(`\n${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
    if (system) await stop();
    else release();
  }
}

function say(line: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(5);
  console.log(`${seconds} s  ${line}`);
}

function summary({ services, gatewayUrl, mailUrl, managementUrl }: System, settings: NodeJS.ProcessEnv): string {
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const { username, password, origin } = new URL(managementUrl);
  const rows: [string, string][] = [['Gateway', gatewayUrl]];
  if (services.includes('portal')) rows.push(['Console', `${gatewayUrl}/console`], ['API pages', `${gatewayUrl}/docs`]);
  if (mailUrl) rows.push(['Mails', mailUrl]);
  rows.push(['RabbitMQ', `${origin}  (${username} / ${password})`]);
  if (services.includes('auth')) rows.push(['Log in as', `${settings.ADMIN_EMAIL} / ${settings.ADMIN_PASSWORD}`]);
  else rows.push(['A token', 'npm run dev-token -- --role staff']);
  rows.push(['Logs', '.oms/logs/']);
  const lines = rows.map(([name, value]) => `  ${name.padEnd(11)}${value}`);
  return `\nOMS runs: ${services.join(', ')} (ready after ${seconds} s)\n\n${lines.join('\n')}\n\nCtrl-C stops everything.\n`;
}
