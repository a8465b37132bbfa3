import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { SealError, seal, unseal } from '../src/index.ts';

const refused = async (opening: Promise<string>): Promise<void> => {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(SealError);
};

describe('A sealed text', () => {
  const key = randomBytes(32);

  it('opens with its key in its context', async () => {
    const sealed = await seal(key, 'grüße 🙂', 'email-verification');
    expect(Buffer.from(sealed, 'base64url').includes('grüße')).to.equal(false);
    expect(sealed).not.to.contain('grüße');
    expect(await unseal(key, sealed, 'email-verification')).to.equal('grüße 🙂');
  });

  it('is different each time', async () => {
    expect(await seal(key, 'same', 'x')).not.to.equal(await seal(key, 'same', 'x'));
  });

  it('does not open in another context, with another key, or altered in any part', async () => {
    const sealed = await seal(key, 'secret', 'email-verification');
    await refused(unseal(key, sealed, 'password-reset'));
    await refused(unseal(randomBytes(32), sealed, 'email-verification'));
    await refused(unseal(key, 'not sealed', 'email-verification'));
    const parts = sealed.split('.');
    const other = (await seal(key, 'secret', 'password-reset')).split('.');
    await refused(unseal(key, [other[0], ...parts.slice(1)].join('.'), 'password-reset'));
    for (const index of [0, 2, 3, 4]) {
      const altered = parts.map((part, at) => (at === index ? `${part[0] === 'A' ? 'B' : 'A'}${part.slice(1)}` : part));
      await refused(unseal(key, altered.join('.'), 'email-verification'));
    }
  });
});
