import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { SealError, seal, unseal } from '../src/index.ts';

describe('A sealed text', () => {
  const key = randomBytes(32);
  const refused = (...[sealed, context, wrongKey]: [string, string, Buffer?]): void => {
    expect(() => unseal(wrongKey ?? key, sealed, context)).to.throw(SealError);
  };

  it('opens with its key in its context', () => {
    const sealed = seal(key, 'grüße 🙂', 'email-verification');
    expect(Buffer.from(sealed, 'base64url').includes('grüße')).to.equal(false);
    expect(sealed).not.to.contain('grüße');
    expect(unseal(key, sealed, 'email-verification')).to.equal('grüße 🙂');
  });

  it('is different each time', () => {
    expect(seal(key, 'same', 'x')).not.to.equal(seal(key, 'same', 'x'));
  });

  it('is a compact JWE, that others open and make as well', async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(seal(key, 'grüße', 'x'), key);
    expect(new TextDecoder().decode(plaintext)).to.equal('grüße');
    expect(protectedHeader).to.deep.equal({ alg: 'dir', enc: 'A256GCM', ctx: 'x' });
    const theirs = await new CompactEncrypt(new TextEncoder().encode('grüße'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ctx: 'x' })
      .encrypt(key);
    expect(unseal(key, theirs, 'x')).to.equal('grüße');
  });

  it('does not open in another context, with another key, or altered in any part', () => {
    const sealed = seal(key, 'secret', 'email-verification');
    refused(sealed, 'password-reset');
    refused(sealed, 'email-verification', randomBytes(32));
    refused('not sealed', 'email-verification');
    refused('', 'email-verification');
    refused(`${sealed}.x`, 'email-verification');
    const parts = sealed.split('.');
    const other = seal(key, 'secret', 'password-reset').split('.');
    refused([other[0], ...parts.slice(1)].join('.'), 'password-reset');
    // A tag of fewer bytes would be easier to guess.
    refused([...parts.slice(0, 4), parts[4]?.slice(0, 16)].join('.'), 'email-verification');
    for (const index of [0, 2, 3, 4]) {
      const altered = parts.map((part, at) => (at === index ? `${part[0] === 'A' ? 'B' : 'A'}${part.slice(1)}` : part));
      refused(altered.join('.'), 'email-verification');
    }
  });
});
