import { expect } from 'chai';
import { guessSchedule, waitAfter } from '../src/guessing/guess-schedule.ts';
import { createMemoryGuessStore } from '../src/guessing/guess-store.ts';
import { networkOf } from '../src/guessing/ip-limits.ts';

describe('The schedule of guesses', () => {
  it('begins with a second after the fifth failure and doubles to a quarter of an hour', () => {
    expect([1, 2, 3, 4].map(waitAfter)).to.deep.equal([0, 0, 0, 0]);
    expect([5, 6, 7, 8].map(waitAfter)).to.deep.equal([1_000, 2_000, 4_000, 8_000]);
    expect([14, 15, 100, 5_000].map(waitAfter)).to.deep.equal([512_000, 900_000, 900_000, 900_000]);
    expect(guessSchedule.forgottenAfter).to.equal(12 * 60 * 60 * 1000);
  });
});

describe('The count of one process', () => {
  it('keeps within its bounds by dropping those that were first tried longest ago', async () => {
    const store = createMemoryGuessStore(2);
    for (let count = 0; count < 5; count += 1) await store.count('first', 0);
    expect(await store.count('first', 1)).to.equal(999);
    await store.count('second', 1);
    await store.count('third', 1);
    expect(await store.count('first', 1)).to.equal(0);
  });
});

describe('The network of an address', () => {
  it('is an IPv4 address itself, in IPv6 clothes too', () => {
    expect(networkOf('192.0.2.7')).to.equal('192.0.2.7');
    expect(networkOf('::ffff:192.0.2.7')).to.equal('192.0.2.7');
    expect(networkOf('nonsense')).to.equal('nonsense');
  });

  it('is the first 64 bits of an IPv6 address, however it is written', () => {
    const expected = '2001:db8:1:2::/64';
    for (const address of ['2001:db8:1:2::1', '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2:3:4:5:6%eth0']) {
      expect(networkOf(address), address).to.equal(expected);
    }
    expect(networkOf('2001:db8:1:3::1')).to.equal('2001:db8:1:3::/64');
    expect(networkOf('2001:db8::1')).to.equal('2001:db8:0:0::/64');
    expect(networkOf('::1')).to.equal('0:0:0:0::/64');
  });
});
