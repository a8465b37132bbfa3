import { expect } from 'chai';
import { memberOf, type Revocation, RevocationSet, revocationOf } from '../src/revocation-entries.ts';

const expiresAt = 1_000;

describe('A set of revocations', () => {
  it('holds a revoked session and no other of the same account', () => {
    const set = new RevocationSet();
    set.add({ kind: 'session', sessionId: 'one', expiresAt });
    expect(set.has({ subject: 'ada', sessionId: 'one', epoch: 9 })).to.equal(true);
    expect(set.has({ subject: 'ada', sessionId: 'two', epoch: 9 })).to.equal(false);
    expect(set.has({ subject: 'ada' })).to.equal(false);
  });

  it('holds every token of an account from before the named epoch', () => {
    const set = new RevocationSet();
    set.add({ kind: 'account', accountId: 'ada', minimumEpoch: 3, expiresAt });
    expect(set.has({ subject: 'ada', epoch: 2 })).to.equal(true);
    expect(set.has({ subject: 'ada' })).to.equal(true);
    expect(set.has({ subject: 'ada', epoch: 3 })).to.equal(false);
    expect(set.has({ subject: 'bob', epoch: 0 })).to.equal(false);
  });

  it('holds an API key as it was before a version, whatever becomes of the sessions of its maker', () => {
    const set = new RevocationSet();
    set.add({ kind: 'apiKey', keyId: 'key', minimumVersion: 3, expiresAt });
    set.add({ kind: 'apiKey', keyId: 'key', minimumVersion: 2, expiresAt: expiresAt - 500 });
    set.add({ kind: 'account', accountId: 'ada', minimumEpoch: 9, expiresAt });
    expect(set.has({ subject: 'ada', apiKey: { id: 'key', version: 2 } })).to.equal(true);
    expect(set.has({ subject: 'ada', apiKey: { id: 'key', version: 3 } })).to.equal(false);
    expect(set.has({ subject: 'ada', apiKey: { id: 'other', version: 1 } })).to.equal(false);
    set.prune(expiresAt + 1);
    expect(set.size).to.equal(0);
  });

  it('keeps the highest epoch and the latest end, in whatever order they come', () => {
    const set = new RevocationSet();
    set.add({ kind: 'account', accountId: 'ada', minimumEpoch: 3, expiresAt });
    set.add({ kind: 'account', accountId: 'ada', minimumEpoch: 2, expiresAt: expiresAt - 500 });
    set.add({ kind: 'session', sessionId: 'one', expiresAt });
    set.add({ kind: 'session', sessionId: 'one', expiresAt: expiresAt - 500 });
    set.prune(expiresAt - 1);
    expect(set.has({ subject: 'ada', epoch: 2 })).to.equal(true);
    expect(set.has({ subject: 'bob', sessionId: 'one' })).to.equal(true);
  });

  it('forgets what has expired, so that it does not grow for ever', () => {
    const set = new RevocationSet();
    for (let id = 0; id < 100; id += 1) set.add({ kind: 'session', sessionId: `${id}`, expiresAt: 100 + id });
    set.prune(150);
    expect(set.size).to.equal(50);
  });

  it('is written and read back the same, and an unknown kind is passed over', () => {
    const revocations: Revocation[] = [
      { kind: 'session', sessionId: '0198-abc', expiresAt },
      { kind: 'account', accountId: '0198-def', minimumEpoch: 12, expiresAt },
      { kind: 'apiKey', keyId: '0198-ghi', minimumVersion: 3, expiresAt },
    ];
    for (const revocation of revocations) {
      expect(revocationOf(memberOf(revocation), expiresAt)).to.deep.equal(revocation);
    }
    expect(revocationOf('key:of-the-future', expiresAt)).to.equal(undefined);
  });
});
