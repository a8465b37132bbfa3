import { expect } from 'chai';
import { type Attempt, defaultRetryRules, waitBeforeRetry } from '../src/retry.ts';

const wait = (attempt: Partial<Attempt>): number | undefined =>
  waitBeforeRetry(
    { method: 'POST', hasKey: false, status: undefined, retryAfter: null, number: 0, ...attempt },
    defaultRetryRules,
    Date.parse('2026-11-21T12:00:00Z'),
  );

describe('sending a request again', () => {
  it('is for anything that was refused undone, when the server says', () => {
    for (const status of [429, 503]) {
      expect(wait({ status, retryAfter: '2' })).to.equal(2_000);
      expect(wait({ status, retryAfter: 'Sat, 21 Nov 2026 12:00:07 GMT' })).to.equal(7_000);
      expect(wait({ status, retryAfter: 'Sat, 21 Nov 2026 11:00:00 GMT' })).to.equal(0);
      expect(wait({ status })).to.be.within(0, 200);
    }
  });

  it('is not for what would have to wait longer than anybody would', () => {
    expect(wait({ status: 429, retryAfter: '21' })).to.equal(undefined);
    expect(wait({ status: 429, retryAfter: '20' })).to.equal(20_000);
  });

  it('is only for what cannot take effect twice when no answer came, or that of a proxy without one', () => {
    for (const status of [undefined, 502, 504]) {
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) expect(wait({ status, method })).to.be.within(0, 200);
      expect(wait({ status, hasKey: true })).to.be.within(0, 200);
      expect(wait({ status })).to.equal(undefined);
      expect(wait({ status, method: 'PATCH' })).to.equal(undefined);
    }
  });

  it('is not for other answers, nor a fourth time', () => {
    for (const status of [200, 400, 401, 404, 409, 422, 500])
      expect(wait({ status, hasKey: true })).to.equal(undefined);
    expect(wait({ status: 503, number: 3 })).to.equal(undefined);
    expect(wait({ status: 503, number: 2 })).to.be.within(0, 800);
  });
});
