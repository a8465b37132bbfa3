import { SealError } from '@oms/security';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import type { Attempt } from '../src/webhooks/send.ts';
import { backoffMs, giveUpAfterMs, pauseMs, settle } from '../src/webhooks/settle.ts';
import { newSecret, openSecret, sealSecret, signatureHeaders } from '../src/webhooks/signing.ts';

const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  statusCode: 500,
  error: 'answered 500',
  durationMs: 1,
  excerpt: null,
  retryAfter: null,
  ...changes,
});
const first = { failures: 1, ageMs: 0, once: false };

describe('what comes after an attempt', () => {
  it('is nothing more once it has succeeded', () => {
    expect(settle(attempt({ statusCode: 204, error: null }), first, 0)).to.deep.equal({ status: 'delivered' });
  });

  it('is another, later each time, by half of it at random', () => {
    expect([1, 2, 3].map((failures) => backoffMs(failures, 1))).to.deep.equal([5_000, 10_000, 20_000]);
    expect([backoffMs(1, 0), backoffMs(100, 0), backoffMs(100, 1)]).to.deep.equal([2_500, 10_800_000, 21_600_000]);
    expect(settle(attempt(), first, 1)).to.deep.equal({ status: 'pending', delayMs: 5_000, lastError: 'answered 500' });
  });

  it('waits as long as the receiver asks, up to an hour', () => {
    expect(settle(attempt({ retryAfter: 60 }), first, 1)).to.include({ delayMs: 60_000 });
    expect(settle(attempt({ retryAfter: 2 }), first, 1)).to.include({ delayMs: 5_000 });
    expect(settle(attempt({ retryAfter: 999_999 }), first, 1)).to.include({ delayMs: 3_600_000 });
  });

  it('is the end after three days, at least of five tries', () => {
    const late = { failures: 20, ageMs: giveUpAfterMs, once: false };
    expect(settle(attempt(), late, 0)).to.deep.equal({ status: 'failed', gone: false, lastError: 'answered 500' });
    expect(settle(attempt(), { ...late, failures: 4 }, 0).status).to.equal('pending');
    expect(settle(attempt(), { ...late, failures: 5 }, 0).status).to.equal('failed');
  });

  it('is the end when the receiver is gone, and after a test', () => {
    const gone = attempt({ statusCode: 410, error: 'answered 410' });
    expect(settle(gone, first, 0)).to.include({ status: 'failed', gone: true });
    expect(settle(attempt(), { ...first, once: true }, 0)).to.include({ status: 'failed', gone: false });
  });

  it('is tried for about three days in some twenty attempts', () => {
    let [ageMs, tries] = [0, 1];
    for (; ; tries += 1) {
      const next = settle(attempt(), { failures: tries, ageMs, once: false }, 0.5);
      if (next.status !== 'pending') break;
      ageMs += next.delayMs;
    }
    expect(ageMs).to.be.greaterThan(giveUpAfterMs * 0.9);
    expect(tries).to.be.within(15, 40);
  });

  it('leaves a subscription that fails alone for no more than five minutes', () => {
    expect([pauseMs(1, 1), pauseMs(2, 1), pauseMs(50, 1)]).to.deep.equal([1_000, 2_000, 300_000]);
  });
});

describe('the signature of a webhook', () => {
  it('is one that any of the secrets verifies', () => {
    const [one, other] = [newSecret(), newSecret()];
    const headers = signatureHeaders([one, other], 'an-id', new Date(), '{"a":1}');
    for (const secret of [one, other]) expect(new Webhook(secret).verify('{"a":1}', headers)).to.deep.equal({ a: 1 });
    expect(() => new Webhook(newSecret()).verify('{"a":1}', headers)).to.throw();
    expect(() => new Webhook(one).verify('{"a":2}', headers)).to.throw();
  });

  it('is made with secrets of 256 bits, each sealed for its subscription', () => {
    const [secret, key] = [newSecret(), Buffer.alloc(32, 7)];
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).to.have.length(32);
    const sealed = sealSecret(key, 'one', secret);
    expect(sealed).to.not.contain(secret);
    expect(openSecret(key, 'one', sealed)).to.equal(secret);
    expect(() => openSecret(key, 'another', sealed)).to.throw(SealError);
  });
});
