import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { createCleanup, problemOf, request, startUpstream } from './harness.ts';

const cli = join(import.meta.dirname, '..', 'src', 'cli.ts');
const labels = (rule: string): string => `services:
  orders:
    labels:
      traefik.enable: 'true'
      traefik.http.routers.orders.rule: ${rule}
      traefik.http.services.orders.loadbalancer.server.port: '8000'
`;

describe('The gateway as a program', () => {
  const cleanup = createCleanup();
  afterEach(() => cleanup.run());

  async function start(rule: string, environment: Record<string, string>) {
    const folder = await mkdtemp(join(tmpdir(), 'oms-gateway-'));
    cleanup.add(() => rm(folder, { recursive: true }));
    const file = join(folder, 'docker-compose.yml');
    await writeFile(file, labels(rule));
    const env = { PATH: process.env.PATH, LABELS_FILE: file, GATEWAY_PORT: '0', LOG_FORMAT: 'json', ...environment };
    const child = spawn(process.execPath, [cli], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    cleanup.add(async () => {
      child.kill('SIGKILL');
      await exit;
    });
    return { child, exit };
  }

  it('routes by the labels of a file to where the environment says, and ends on SIGTERM', async () => {
    const orders = await startUpstream(cleanup, (req, res) => res.end(req.url));
    const { child, exit } = await start('PathPrefix(`/api`)', { UPSTREAMS: JSON.stringify({ orders: [orders.url] }) });
    const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
    const { port } = JSON.parse(line) as { port: number };
    expect((await request(port, '/api/v1')).body).to.equal('/api/v1');
    expect(problemOf(await request(port, '/metrics')).code).to.equal('not_found');
    child.kill('SIGTERM');
    expect(await exit).to.equal(0);
  });

  it('refuses a rule that it does not understand, by name', async () => {
    const { child, exit } = await start('HeadersRegexp(`a`, `b`)', {});
    expect(await text(child.stderr)).to.contain('Router orders: rule uses HeadersRegexp(...)');
    expect(await exit).to.equal(1);
  });

  it('says that a port is taken and which setting changes it', async () => {
    const other = await startUpstream(cleanup, (_req, res) => res.end());
    const { child, exit } = await start('Path(`/`)', { GATEWAY_PORT: String(other.port) });
    expect(await text(child.stderr)).to.match(/EADDRINUSE.*; set GATEWAY_PORT to another port/);
    expect(await exit).to.equal(1);
  });
});
