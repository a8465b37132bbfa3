import { currentRequest, runOutsideRequest, runWithRequest } from '@oms/telemetry';
import { expect } from 'chai';
import { readable } from '../src/logger.ts';

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
