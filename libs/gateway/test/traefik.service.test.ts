import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import fc from 'fast-check';
import { traefikFiles } from '../src/traefik-files.ts';
import { createCleanup, request, routersOf, startGateway, startUpstream, unusedPort } from './harness.ts';

const binary = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'traefik'))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const rules = {
  exact: 'Path(`/exact`) || Path(`/ex act`) || Path(`/größe`)',
  prefix: 'PathPrefix(`/api/v1/orders`) || PathPrefix(`/docs`)',
  deeper: 'PathPrefix(`/api/v1/orders/`) && (Path(`/api/v1/orders/one`) || PathPrefix("/api/v1/orders/t"))',
  encoded: 'PathPrefix(`/a%2Fb`) || Path(`/c%25`)',
  hosted: 'Host(`Shop.example`) && PathPrefix(`/`)',
  wildcard: 'Host(`*.wild.example`) || Host(`dot.example.`)',
  first: { rule: 'PathPrefix(`/docs/first`)', priority: 1000 },
  last: { rule: 'PathPrefix(`/l`) || PathPrefix(`/docs/long/enough/to/win/by/its/length/alone`)', priority: 1 },
};

const paths = [
  ...[
    '/',
    '/exact',
    '/exact/',
    '/Exact',
    '/ex%20act',
    '/ex%2',
    '/gr%C3%B6%C3%9Fe',
    '/gr%c3%b6%c3%9fe',
    '/exact?a=/../b//c',
  ],
  ...['/api/v1/orders', '/api/v1/ordersx', '/api/v1/orders/one', '/api/v1/orders/one/', '/api/v1/orders/two/3'],
  ...[
    '//api/v1//orders',
    '/api/./v1/../v1/orders',
    '/%61pi/v1/orders',
    '/api%2fv1/orders',
    '/docs/../exact',
    '/docs/..',
  ],
  ...[
    '/docs/%2e%2e/exact',
    '/docs%2f..%2fexact',
    '/docs/..;/exact',
    '/docs/first',
    '/docs/long/enough/to/win/by/its/length/alone',
  ],
  ...[
    '/a%2Fb',
    '/a%2fb/c',
    '/a/b',
    '/a%252Fb',
    '/c%25',
    '/c%2525',
    '/docs/^x',
    '/docs/|"<>',
    '/docs/[1]',
    '/docs/%5B1%5D',
  ],
  ...[
    '/docs/a%00b',
    '/docs/a%5Cb',
    '/docs?',
    '/docs?a?b',
    '/docs/.',
    '/docs/./',
    '/..',
    '/l',
    '/health/live',
    '/docs/%zz',
    '/docs%',
  ],
];
const hosts = [
  'localhost',
  'shop.example',
  'SHOP.example:99',
  'shop.example.',
  'a.wild.example',
  'a.b.wild.example',
  'dot.example',
];

interface Decision {
  status: number;
  seen: string;
}

describe('The gateway and Traefik', () => {
  const cleanup = createCleanup();
  const ports = { gateway: 0, traefik: 0 };

  before(async function () {
    if (!binary) skipBecause(this, 'there is no traefik on the PATH');
    const routers = routersOf(rules);
    const upstreams: Record<string, string[]> = {};
    for (const name of Object.keys(rules)) {
      const { url } = await startUpstream(cleanup, (req, res) => {
        const { host, 'x-forwarded-for': forwardedFor, 'x-forwarded-host': forwardedHost } = req.headers;
        res.end(JSON.stringify([name, req.url, host, forwardedFor, forwardedHost, req.headers['x-real-ip']]));
      });
      upstreams[name] = [url];
    }
    ports.gateway = (await startGateway(cleanup, { routers, upstreams })).port;
    ports.traefik = await unusedPort();

    const folder = await mkdtemp(join(tmpdir(), 'oms-traefik-'));
    cleanup.add(() => rm(folder, { recursive: true }));
    const dynamicFile = join(folder, 'dynamic.yml');
    const files = traefikFiles({ routers, upstreams, host: '127.0.0.1', port: ports.traefik, dynamicFile });
    await writeFile(dynamicFile, files.dynamic);
    await writeFile(join(folder, 'traefik.yml'), files.static);
    const traefik = spawn(binary, [`--configFile=${join(folder, 'traefik.yml')}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    cleanup.add(() => ended(traefik));
    await routing(ports.traefik);
  });
  after(() => cleanup.run());

  const decide = async (port: number, path: string, headers: Record<string, string>): Promise<Decision> => {
    const reply = await request(port, path, { headers });
    return { status: reply.status, seen: reply.status === 200 ? reply.body : '' };
  };
  const compare = async (path: string, host: string): Promise<void> => {
    const headers = { host, 'x-forwarded-for': '10.1.2.3', 'x-real-ip': '10.1.2.3' };
    const [own, traefiks] = await Promise.all([
      decide(ports.gateway, path, headers),
      decide(ports.traefik, path, headers),
    ]);
    expect(own, `${host} ${path} ${JSON.stringify([own, traefiks])}`).to.deep.equal(traefiks);
  };

  it('send the same requests to the same services', async () => {
    for (const host of hosts) for (const path of paths) await compare(path, host);
  });

  it('agree on paths made at random', async () => {
    const piece = fc.constantFrom(
      ...[
        '/',
        '.',
        '..',
        '//',
        'docs',
        'exact',
        'api/v1/orders',
        'one',
        '%2F',
        '%2e',
        '%25',
        '%',
        '%41',
        '%C3%A9',
        ';',
        '^',
        '?',
        'a',
      ],
    );
    const path = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom('localhost', 'shop.example'), (target, host) => compare(target, host)),
      { numRuns: 300 },
    );
  });
});

/** Waits until Traefik answers by its dynamic configuration. */
async function routing(port: number): Promise<void> {
  await eventually(async () => expect((await request(port, '/exact')).status).to.equal(200));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}
