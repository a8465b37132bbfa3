// The health of a service's container: ready once, alive from then on. Until a first answer of /health/ready it counts as
// starting, so a rollout waits for it; later a lost broker or database makes it unready, but must not get it restarted.
import { existsSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';

// A memory file system of the container's own, writable under a read-only root and empty after every start.
const readyOnce = '/dev/shm/ready-once';
const path = existsSync(readyOnce) ? '/health/live' : '/health/ready';
const port = process.env.PORT ?? '8000';

get({ host: '127.0.0.1', port, path, timeout: 4000, agent: false }, (response) => {
  response.resume();
  const healthy = response.statusCode === 200;
  if (healthy) writeFileSync(readyOnce, '');
  else console.error(`${path} answered ${response.statusCode}`);
  process.exitCode = healthy ? 0 : 1;
})
  .on('timeout', function () {
    this.destroy(new Error('no answer within 4 s'));
  })
  .on('error', (error) => {
    console.error(`${path}: ${error.message}`);
    process.exitCode = 1;
  });
