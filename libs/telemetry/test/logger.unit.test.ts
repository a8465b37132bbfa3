import { currentRequest, newTraceparent, parseTraceparent, runWithRequest } from '@oms/telemetry';
import { expect } from 'chai';
import { readable } from '../src/logger.ts';

describe('trace context', () => {
  it('keeps the trace of a well-formed parent and gives the work a span of its own', () => {
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const child = newTraceparent(parent);
    expect(parseTraceparent(child)?.traceId).to.equal('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(parseTraceparent(child)?.parentId).not.to.equal('00f067aa0ba902b7');
  });

  it('begins a trace where the parent is malformed or all zeros', () => {
    for (const parent of [undefined, 'x', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`]) {
      expect(parseTraceparent(newTraceparent(parent))).not.to.equal(undefined);
    }
  });
});

describe('request context', () => {
  it('follows the work across awaits and ends with it', async () => {
    await runWithRequest({ requestId: 'r1' }, async () => {
      await Promise.resolve();
      expect(currentRequest()?.requestId).to.equal('r1');
    });
    expect(currentRequest()).to.equal(undefined);
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
