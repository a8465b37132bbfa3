import { expect } from 'chai';
import { crockford, rfc4648, toBase32 } from '../src/factors/base32.ts';
import { newRecoveryCodes, recoveryCodeHash } from '../src/factors/recovery-codes.ts';
import { matchingStep, newTotpSecret, otpauthUri, stepAt, totpCode } from '../src/factors/totp.ts';

const secret = Buffer.from('12345678901234567890');
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('Time-based codes', () => {
  it('are those of RFC 6238, appendix B, in six digits', () => {
    const expected: [number, string][] = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ];
    for (const [seconds, code] of expected) expect(totpCode(secret, stepAt(at(seconds)))).to.equal(code);
  });

  it('are taken one step early and one late, and not beyond', () => {
    const now = at(1_234_567_890);
    const step = stepAt(now);
    for (const offset of [-1, 0, 1]) {
      expect(matchingStep(secret, totpCode(secret, step + offset), now)).to.equal(step + offset);
    }
    for (const offset of [-2, 2])
      expect(matchingStep(secret, totpCode(secret, step + offset), now)).to.equal(undefined);
    for (const code of ['', '1', '0059240', 'abcdef']) expect(matchingStep(secret, code, now)).to.equal(undefined);
  });

  it('come from 160 random bits that an app reads from a URI', () => {
    expect(newTotpSecret()).to.have.length(20);
    const uri = new URL(otpauthUri(secret, { issuer: 'My Shop', account: 'ada+shop@example.com' }));
    expect(uri.protocol).to.equal('otpauth:');
    expect(decodeURIComponent(uri.pathname)).to.match(/My Shop:ada\+shop@example\.com$/);
    expect(Object.fromEntries(uri.searchParams)).to.deep.equal({
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      issuer: 'My Shop',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    expect(uri.search).not.to.include('+');
  });
});

describe('Base32', () => {
  it('is that of RFC 4648, section 10, and of Crockford', () => {
    expect(toBase32(Buffer.from('fooba'), rfc4648)).to.equal('MZXW6YTB');
    expect(toBase32(Buffer.from('fooba'), crockford)).to.equal('CSQPYRK1');
    expect(() => toBase32(Buffer.from('foob'), rfc4648)).to.throw(RangeError);
  });
});

describe('Recovery codes', () => {
  it('are ten of 120 bits', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).to.equal(10);
    for (const code of codes) expect(code).to.match(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('are the same however they are written down', () => {
    const hash = recoveryCodeHash('0A1B-CDEF-GHJK-MNPQ-RSTV-WXYZ');
    for (const written of [
      'oaIbcdefghjkmnpqrstvwxyz',
      ' 0A1B CDEF GHJK MNPQ RSTV WXYZ',
      'OalB-cdef-ghjk-mnpq-rstv-wxyz',
    ]) {
      expect(recoveryCodeHash(written).equals(hash), written).to.equal(true);
    }
    expect(recoveryCodeHash('0A1B-CDEF-GHJK-MNPQ-RSTV-WXY0').equals(hash)).to.equal(false);
  });
});
