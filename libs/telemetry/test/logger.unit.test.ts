import { currentRequest, runOutsideRequest, runWithRequest } from '@oms/telemetry';
import { expect } from 'chai';
import { logTime } from '../src/log-time.ts';
import { createLogger, readable } from '../src/logger.ts';
import { redact } from '../src/redact.ts';

describe('request context', () => {
  it('follows the work across awaits and ends with it', async () => {
    await runWithRequest({ requestId: 'r1' }, async () => {
      await Promise.resolve();
      expect(currentRequest()?.requestId).to.equal('r1');
    });
    expect(currentRequest()).to.equal(undefined);
  });

  it('is left by what it only wakes', async () => {
    await runWithRequest({ requestId: 'r1' }, async () => {
      await runOutsideRequest(async () => {
        await Promise.resolve();
        expect(currentRequest()).to.equal(undefined);
      });
      expect(currentRequest()?.requestId).to.equal('r1');
    });
  });
});

describe('the time of a log line', () => {
  it('is that of the clock, wherever it goes', () => {
    let clock = 0;
    const time = logTime(() => clock);
    const at = (milliseconds: number): string => {
      clock = milliseconds;
      return time();
    };
    const epoch = ',"time":"1970-01-01T00:00:00.000Z"';
    const next = ',"time":"1970-01-01T00:00:00.001Z"';
    expect([at(0), at(0), at(1), at(1), at(0)]).to.deep.equal([epoch, epoch, next, next, epoch]);
  });
});

describe('a readable log line', () => {
  it('holds the time, the level, the service, the message and the rest', () => {
    const line = JSON.stringify({
      time: '2026-11-20T10:11:12.345Z',
      level: 'info',
      service: 'orders',
      msg: 'ready',
      port: 1,
    });
    expect(readable(line)).to.equal('10:11:12.345 INFO  orders: ready {"port":1}\n');
  });
});

describe('secrets in a log', () => {
  it('are left out at any depth that is logged, and nothing else is touched', () => {
    const inner = { authorization: 'Bearer x', host: 'a' };
    const logged = {
      path: '/',
      password: 'p',
      request: { headers: inner },
      items: [{ token: 't' }, 1],
      at: new Date(0),
    };
    expect(redact(logged)).to.deep.equal({
      path: '/',
      password: '[redacted]',
      request: { headers: { authorization: '[redacted]', host: 'a' } },
      items: [{ token: '[redacted]' }, 1],
      at: new Date(0),
    });
    expect(inner.authorization).to.equal('Bearer x');
    const harmless = { path: '/', status: 200 };
    expect(redact(harmless)).to.equal(harmless);
  });

  it('are left out of errors, too', () => {
    const lines: string[] = [];
    const write = process.stdout.write;
    process.stdout.write = ((line: string) => lines.push(line) > 0) as typeof write;
    try {
      const logger = createLogger({ service: 'test', format: 'pretty' });
      const cause = Object.assign(new Error('inner'), { config: { headers: { cookie: 'c-ookie' } } });
      logger.error({ err: Object.assign(new Error('outer', { cause }), { token: 't-oken' }) }, 'failed');
      logger.info({ error: cause, secret: 's-ecret', account: { accessToken: 'a-ccess' } }, 'said');
    } finally {
      process.stdout.write = write;
    }
    const text = lines.join('');
    expect(text).to.contain('failed').and.to.contain('outer').and.to.contain('[redacted]');
    expect(text).to.not.match(/t-oken|c-ookie|a-ccess|s-ecret/);
  });
});
