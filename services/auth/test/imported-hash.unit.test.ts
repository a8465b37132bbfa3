import { expect } from 'chai';
import { importedHash } from '../src/passwords/imported-hash.ts';

const salted = '$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b1dWRWJTmaaJObG7Rc0Yfmtbd8';
const bcrypt = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';

describe('A password hash from elsewhere', () => {
  it('is taken when it is argon2 or bcrypt of a cost that is borne', () => {
    for (const hash of [
      `$argon2id$v=19$m=19456,t=2,p=1${salted}`,
      `$argon2id$v=19$m=19456,p=1,t=2${salted}`,
      `$argon2i$v=19$m=65536,t=3,p=4${salted}`,
      bcrypt,
      bcrypt.replace('$2b$', '$2a$'),
    ]) {
      expect(importedHash(hash)).to.equal(hash);
    }
    expect(importedHash(bcrypt.replace('$2b$', '$2y$')), 'as PHP writes it').to.equal(bcrypt);
  });

  it('is refused when checking it would cost too much', () => {
    for (const hash of [
      `$argon2id$v=19$m=4194304,t=2,p=1${salted}`,
      `$argon2id$v=19$m=19456,t=1000,p=1${salted}`,
      `$argon2id$v=19$m=19456,t=2,p=64${salted}`,
      bcrypt.replace('$10$', '$20$'),
    ]) {
      expect(() => importedHash(hash), hash).to.throw(RangeError, 'at most');
    }
  });

  it('is refused when it is of another kind or not whole', () => {
    for (const hash of [
      '',
      'a password in clear',
      '5f4dcc3b5aa765d61d8327deb882cf99',
      '$1$salt$hash',
      '$argon2id$v=19$m=19456,t=2,p=1$c29t',
      `$argon2id$v=19$m=19456,m=19456,t=2${salted}`,
      `$argon2id$v=16$m=19456,t=2,p=1${salted}`,
      bcrypt.slice(0, -1),
      bcrypt.replace('$10$', '$03$'),
    ]) {
      expect(() => importedHash(hash), hash).to.throw(RangeError);
    }
  });
});
