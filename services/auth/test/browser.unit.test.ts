import { expect } from 'chai';
import { readCookie } from '../src/browser/cookies.ts';
import { returnUrl, siteOf } from '../src/browser/site.ts';
import { readConfig } from '../src/config.ts';
import { identityFrom } from '../src/identities/claims.ts';
import { decideSignIn } from '../src/identities/decide-sign-in.ts';
import { createOidcClient } from '../src/identities/oidc-client.ts';

const site = siteOf({ publicUrl: 'https://api.example/base', allowedOrigins: ['https://shop.example'] });

describe('Where a browser may be sent back to', () => {
  it('is a path of the site, or a page of an origin of ours', () => {
    expect(returnUrl(site, '/a?b=c#d')).to.equal('https://api.example/a?b=c#d');
    expect(returnUrl(site, 'https://shop.example/cart')).to.equal('https://shop.example/cart');
    expect(returnUrl(site, 'cart')).to.equal('https://api.example/cart');
  });

  it('is nowhere else, however it is written', () => {
    for (const wanted of [
      'https://evil.example',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\t//evil.example',
      'http://api.example/',
      'https://api.example:8443/',
      'https://api.example@evil.example/',
      'https://user:password@api.example/',
      'https://shop.example.evil.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      'blob:https://api.example/1',
      'http://[',
    ]) {
      expect(returnUrl(site, wanted), wanted).to.equal(undefined);
    }
  });
});

describe('A cookie', () => {
  const read = (cookie: string | undefined) => readCookie({ header: () => cookie }, '__Host-rt');
  it('is found by its whole name', () => {
    expect(read('a=1; __Host-rt=token; b=2')).to.equal('token');
    expect(read('x__Host-rt=other; __Host-rt2=another')).to.equal(undefined);
    expect(read('__Host-rt=')).to.equal(undefined);
    expect(read(undefined)).to.equal(undefined);
  });
});

describe('Whose account another issuer’s login is for', () => {
  const verified = { email: 'ada@example.com', emailVerified: true };
  const unverified = { email: 'ada@example.com', emailVerified: false };

  it('is that which it is linked to, whatever the addresses are', () => {
    const decision = decideSignIn(unverified, 'linked', { id: 'other', emailVerified: true });
    expect(decision).to.deep.equal({ kind: 'sign-in', accountId: 'linked' });
  });

  it('is that with the address only where both sides have verified it', () => {
    const link = { kind: 'link', accountId: 'held' };
    expect(decideSignIn(verified, undefined, { id: 'held', emailVerified: true })).to.deep.equal(link);
    for (const [identity, emailVerified] of [
      [verified, false],
      [unverified, true],
      [unverified, false],
    ] as const) {
      expect(decideSignIn(identity, undefined, { id: 'held', emailVerified }).kind).to.equal('refuse');
    }
  });

  it('is not told from an address that the issuer has not verified, with or without an account', () => {
    const holder = { id: 'held', emailVerified: true };
    expect(decideSignIn(unverified, undefined, holder)).to.deep.equal(decideSignIn(unverified, undefined, undefined));
  });

  it('is a new one for a verified address that nobody has', () => {
    expect(decideSignIn(verified, undefined, undefined).kind).to.equal('register');
    expect(decideSignIn({ email: null, emailVerified: false }, undefined, undefined).kind).to.equal('refuse');
  });

  it('is judged by claims of the right kind alone', () => {
    const claims = { iss: 'https://idp.example', sub: '1', email: 'ada@example.com' };
    expect(identityFrom('idp', { ...claims, email_verified: 'true' })?.emailVerified).to.equal(false);
    expect(identityFrom('idp', { ...claims, email_verified: 1 })?.emailVerified).to.equal(false);
    expect(identityFrom('idp', { ...claims, email_verified: true })?.emailVerified).to.equal(true);
    expect(identityFrom('idp', { ...claims, email: 'no address', email_verified: true })).to.include({
      email: null,
      emailVerified: false,
    });
    expect(identityFrom('idp', { ...claims, auth_time: 1_700_000_000 })?.authenticatedAt).to.deep.equal(
      new Date('2023-11-14T22:13:20Z'),
    );
    for (const auth_time of [undefined, 'yesterday', -1, 1.5]) {
      expect(identityFrom('idp', { ...claims, auth_time })?.authenticatedAt, `${auth_time}`).to.equal(null);
    }
    expect(identityFrom('idp', { ...claims, sub: 'a\u0000b' })).to.equal(undefined);
    expect(identityFrom('idp', { ...claims, sub: 'x'.repeat(256) })).to.equal(undefined);
  });
});

describe('The settings of sign-in from browsers', () => {
  const problemsOf = (environment: NodeJS.ProcessEnv): string => {
    try {
      readConfig(environment);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are refused by name when they are wrong, without a secret in the message', () => {
    for (const ALLOWED_ORIGINS of ['shop.example', 'https://shop.example/path', 'ftp://shop.example']) {
      expect(problemsOf({ ALLOWED_ORIGINS }), ALLOWED_ORIGINS).to.include('ALLOWED_ORIGINS must be origins');
    }
    const provider = {
      name: 'corp',
      title: 'Corp',
      issuer: 'https://idp.example',
      clientId: 'oms',
      clientSecret: 'hush',
    };
    for (const wrong of [
      '{',
      '{}',
      [{ ...provider, name: 'Corp!' }],
      [provider, provider],
      [{ ...provider, scope: 'email' }],
    ]) {
      const OIDC_PROVIDERS = typeof wrong === 'string' ? wrong : JSON.stringify(wrong);
      const text = problemsOf({ OIDC_PROVIDERS });
      expect(text, OIDC_PROVIDERS).to.include('OIDC_PROVIDERS');
      expect(text).not.to.include('hush');
    }
    const right = problemsOf({ OIDC_PROVIDERS: JSON.stringify([provider]), ALLOWED_ORIGINS: 'https://shop.example' });
    expect(right).not.to.match(/OIDC_PROVIDERS|ALLOWED_ORIGINS/);
  });

  it('name no issuer without TLS in production', () => {
    const provider = { name: 'corp', title: 'Corp', issuer: 'http://idp.example', clientId: 'oms', scope: 'openid' };
    const create = (allowHttp: boolean) =>
      createOidcClient({ providers: [provider], site, secret: new Uint8Array(32), allowHttp, now: () => new Date() });
    expect(() => create(false)).to.throw(/https/);
    expect(() => create(true)).not.to.throw();
  });
});
