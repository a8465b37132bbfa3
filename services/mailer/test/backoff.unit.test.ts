import { expect } from 'chai';
import { backoffMs } from '../src/messages/backoff.ts';

describe('the wait before a mail is tried again', () => {
  it('doubles from five seconds and stops growing at ten minutes', () => {
    const longest = [1, 2, 3, 4, 7, 8, 100].map((failures) => backoffMs(failures, 1));
    expect(longest).to.deep.equal([5_000, 10_000, 20_000, 40_000, 320_000, 600_000, 600_000]);
  });

  it('takes a random part between a half and the whole, so that mails spread out', () => {
    expect(backoffMs(3, 0)).to.equal(10_000);
    expect(backoffMs(3, 0.5)).to.equal(15_000);
  });
});
