import { expect } from 'chai';
import { decideRotation } from '../src/sessions/rotation.ts';
import { idleEnd } from '../src/sessions/session-limits.ts';

describe('A refresh token', () => {
  const now = new Date('2026-01-01T12:00:00Z');
  const ago = (ms: number): Date => new Date(now.getTime() - ms);

  it('of the present generation is exchanged', () => {
    expect(decideRotation({ generation: 3, rotatedAt: null }, 3, now)).to.equal('rotate');
  });

  it('that was used is borne for ten seconds as the immediate predecessor only', () => {
    expect(decideRotation({ generation: 2, rotatedAt: ago(10_000) }, 3, now)).to.equal('grace');
    expect(decideRotation({ generation: 2, rotatedAt: ago(10_001) }, 3, now)).to.equal('reuse');
    expect(decideRotation({ generation: 1, rotatedAt: ago(0) }, 3, now)).to.equal('reuse');
  });

  it('that is unused but not of the present generation counts as reused', () => {
    expect(decideRotation({ generation: 2, rotatedAt: null }, 3, now)).to.equal('reuse');
  });
});

describe('A session', () => {
  const start = new Date('2026-01-01T12:00:00Z');
  const hours = (count: number): Date => new Date(start.getTime() + count * 3_600_000);

  it('of a customer lasts seven days without use and thirty altogether', () => {
    expect(idleEnd(start, start, ['customer'])).to.deep.equal(hours(7 * 24));
    expect(idleEnd(start, hours(29 * 24), ['customer'])).to.deep.equal(hours(30 * 24));
  });

  it('of staff lasts half an hour without use and twelve hours altogether', () => {
    for (const role of ['staff', 'admin'] as const) {
      expect(idleEnd(start, start, ['customer', role])).to.deep.equal(hours(0.5));
      expect(idleEnd(start, hours(11.9), [role])).to.deep.equal(hours(12));
    }
  });
});
