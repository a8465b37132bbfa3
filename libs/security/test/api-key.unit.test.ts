import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { apiKeyHash, apiKeyId, claimsToBeApiKey, newApiKey } from '../src/index.ts';

describe('An API key', () => {
  const id = randomUUID();
  const key = newApiKey(id);

  it('says what it is and which, has 256 random bits, and is one word', () => {
    expect(key).to.match(/^oms_[0-9a-f]{32}_[0-9A-Za-z]{49}$/);
    expect(claimsToBeApiKey(key)).to.equal(true);
    expect(apiKeyId(key)).to.equal(id);
    const made = new Set(Array.from({ length: 200 }, () => newApiKey(id)));
    expect(made.size).to.equal(200);
    const firsts = new Set([...made].map((each) => each[37]));
    expect(firsts.size, 'its first character varies').to.be.greaterThan(20);
  });

  it('is known to be mistyped, whichever character is wrong', () => {
    for (let at = 4; at < key.length; at += 1) {
      const wrong = key[at] === 'a' ? 'b' : 'a';
      expect(apiKeyId(key.slice(0, at) + wrong + key.slice(at + 1)), `at ${at}`).to.equal(undefined);
    }
    for (const wrong of ['', 'oms_', key.slice(0, -1), `${key}0`, key.toUpperCase(), key.replace('oms_', 'oms-')]) {
      expect(apiKeyId(wrong), wrong).to.equal(undefined);
    }
  });

  it('is stored as a hash from which it cannot be told', () => {
    expect(apiKeyHash(key)).to.match(/^[\w-]{43}$/);
    expect(apiKeyHash(key)).to.not.equal(apiKeyHash(newApiKey(id)));
  });
});
