import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger, createMetrics } from '@oms/telemetry';
import { expect } from 'chai';
import nock from 'nock';
import { createBreachedPasswords } from '../src/passwords/breached-passwords.ts';

const host = 'https://ranges.example';
const password = 'seven quiet otters paint';
const digest = createHash('sha1').update(password).digest('hex').toUpperCase();
const [prefix, suffix] = [digest.slice(0, 5), digest.slice(5)];
const others = ['0018A45C4D1DEF81644B54AB7F969B88D65:10', '00D4F6E8FA6EECAD2A3AA415EEC418D38EC:2'];

const lookUp = (url: string, bundled = false) =>
  createBreachedPasswords({
    url,
    bundled: () => bundled,
    logger: createLogger({ service: 'auth', level: 'silent' }),
    metrics: createMetrics('auth'),
  });

describe('A look-up of breached passwords', () => {
  const isBreached = (bundled = false) => lookUp(`${host}/range/`, bundled);

  before(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => nock.cleanAll());
  after(() => {
    nock.enableNetConnect();
    nock.restore();
  });

  it('tells five digits of the hash, asks for padding, and finds a password that is there', async () => {
    const asked = nock(host, { reqheaders: { 'add-padding': 'true' } })
      .get(`/range/${prefix}`)
      .reply(200, [...others, `${suffix}:3`].join('\r\n'));
    expect(await isBreached()(password)).to.equal(true);
    expect(asked.isDone()).to.equal(true);
  });

  it('passes a password that is not there, or is there as padding only', async () => {
    nock(host).get(`/range/${prefix}`).reply(200, others.join('\r\n'));
    expect(await isBreached()(password)).to.equal(false);
    nock(host)
      .get(`/range/${prefix}`)
      .reply(200, [...others, `${suffix}:0`].join('\r\n'));
    expect(await isBreached()(password)).to.equal(false);
  });

  it('asks nobody about a password of the bundled list', async () => {
    const asked = nock(host).get(`/range/${prefix}`).reply(200, '');
    expect(await isBreached(true)(password)).to.equal(true);
    expect(asked.isDone()).to.equal(false);
  });

  it('leaves it to the bundled list when the service fails, is away, redirects, or sends without end', async () => {
    const failures: [string, () => void][] = [
      ['fails', () => nock(host).get(`/range/${prefix}`).reply(503)],
      ['is away', () => nock(host).get(`/range/${prefix}`).replyWithError('connection refused')],
      ['redirects', () => nock(host).get(`/range/${prefix}`).reply(302, '', { location: 'https://other.example/' })],
      ['sends too much', () => nock(host).get(`/range/${prefix}`).reply(200, `${suffix}:1\r\n`.repeat(40_000))],
    ];
    for (const [what, fail] of failures) {
      fail();
      expect(await isBreached()(password), what).to.equal(false);
    }
  });
});

describe('A look-up of breached passwords that gets no answer', () => {
  it('waits a second and no longer', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const begun = performance.now();
      const since = () => performance.now() - begun;
      // A second as this process has it: a busy machine is late for both.
      const second = delay(1_000).then(since);
      expect(await lookUp(`http://127.0.0.1:${port}/range`)(password)).to.equal(false);
      const waited = since();
      expect(waited).to.be.within(900, (await second) + 500);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
