// Runs a command once other services are ready:
//   node docker/service/when-ready.mjs http://users.internal:8000/health/ready ... -- COMMAND [ARGUMENT...]
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const dashes = process.argv.indexOf('--');
const urls = process.argv.slice(2, dashes);
const [command, ...parameters] = process.argv.slice(dashes + 1);
if (dashes === -1 || urls.length === 0 || command === undefined) {
  console.error('usage: when-ready.mjs URL... -- COMMAND [ARGUMENT...]');
  process.exit(64);
}

for (const url of urls) {
  const answer = () =>
    fetch(url, { signal: AbortSignal.timeout(5000) }).then(
      (response) => (response.ok ? 'ready' : `status ${response.status}`),
      (error) => error.cause?.message ?? error.message,
    );
  for (let state = await answer(), told = ''; state !== 'ready'; state = await answer()) {
    if (state !== told) console.log(`waiting for ${url}: ${state}`);
    told = state;
    await delay(1000);
  }
}

const child = spawn(command, parameters, { stdio: 'inherit' });
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
