import { expect } from 'chai';
import { type AttemptedMessage, settle } from '../src/messages/settle.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

const orderMail: AttemptedMessage = {
  attempts: 1,
  resendInDoubt: true,
  expiresAt: null,
  giveUpAt: later(86_400_000),
};
const oneTimeLink: AttemptedMessage = { ...orderMail, resendInDoubt: false, expiresAt: later(3_600_000) };
const deferred = { kind: 'deferred', detail: 'greylisted', response: '451 later', unreachable: false } as const;
const unknown = { kind: 'unknown', detail: 'connection lost' } as const;

describe('what comes after an attempt to send', () => {
  it('sends again what the server put off, and keeps its words', () => {
    expect(settle(deferred, orderMail, now, 1)).to.deep.equal({
      status: 'queued',
      nextAttemptAt: later(5_000),
      lastError: '451 later',
    });
  });

  it('gives up what the server refused for good', () => {
    const refused = { kind: 'rejected', detail: 'no such mailbox', response: '550 no such user' } as const;
    expect(settle(refused, orderMail, now, 0)).to.deep.equal({ status: 'failed', lastError: '550 no such user' });
  });

  it('sends order mail again when nobody knows whether it was taken', () => {
    expect(settle(unknown, orderMail, now, 1).status).to.equal('queued');
  });

  it('never sends a one-time link again when nobody knows whether it was taken', () => {
    expect(settle(unknown, oneTimeLink, now, 1)).to.deep.equal({ status: 'unknown', lastError: 'connection lost' });
  });

  it('sends a one-time link again when the server surely has not taken it', () => {
    expect(settle(deferred, oneTimeLink, now, 1).status).to.equal('queued');
  });

  it('does not wait for an attempt after the link has expired', () => {
    const expiring = { ...oneTimeLink, expiresAt: later(5_000) };
    expect(settle(deferred, expiring, now, 1).status).to.equal('expired');
  });

  it('does not try for ever, and says so when the last attempt was in doubt', () => {
    const old = { ...orderMail, giveUpAt: later(5_000) };
    expect(settle(deferred, old, now, 1).status).to.equal('failed');
    expect(settle(unknown, old, now, 1).status).to.equal('unknown');
  });
});
