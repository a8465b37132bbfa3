import { createHmac, type KeyObject, randomUUID, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { createTokenVerifier, TokenError, type TokenErrorCode, type TokenVerifier } from '../src/index.ts';
import { audience, claims, issuer, jwkOf, jwksOf, newKey, silent, type TestKey, tokenOf } from './tokens.ts';

const verifierFor = (...keys: TestKey[]): TokenVerifier =>
  createTokenVerifier({ issuer, audience, keySources: [async () => jwksOf(...keys)], logger: silent });

async function refusal(verifier: TokenVerifier, token: string): Promise<TokenErrorCode> {
  const error = await verifier.verify(token).then(
    () => expect.fail(`accepted ${token}`),
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(TokenError);
  return (error as TokenError).code;
}

/** A token with any header and payload; signed by a private key as ES256, by a text as HS256. */
function forge(key: KeyObject | string, header: Record<string, unknown>, payload: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const alg = typeof key === 'string' ? 'HS256' : 'ES256';
  const content = `${part({ alg, typ: 'at+jwt', ...header })}.${part({ iss: issuer, aud: audience, ...payload })}`;
  const signature =
    typeof key === 'string'
      ? createHmac('sha256', key).update(content).digest('base64url')
      : sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return `${content}.${signature}`;
}

describe('The token verifier', () => {
  const key = newKey('key-1');
  const verifier = verifierFor(key);

  it('gives the principal that a token of ours speaks for', async () => {
    const sub = randomUUID();
    const sid = randomUUID();
    const principal = await verifier.verify(
      tokenOf(key, { sub, sid, roles: ['staff'], permissions: ['orders:read'], epoch: 3, auth_time: 1_700_000_000 }),
    );
    expect(principal).to.include({ kind: 'person', subject: sub, sessionId: sid, email: 'ada@example.com', epoch: 3 });
    expect(principal.authTime).to.equal(1_700_000_000);
    expect(principal.roles).to.deep.equal(['staff']);
    expect(principal.permissions).to.deep.equal(['orders:read']);
  });

  it('refuses a token in which any one bit of any character is altered', async () => {
    const token = tokenOf(key);
    const bytes = Buffer.from(token, 'latin1');
    const signatureStart = token.lastIndexOf('.') + 1;
    for (let index = 0; index < bytes.length; index += 1) {
      // Every bit of the header's end and of the signature; one bit of each character between.
      const bits = index >= signatureStart || index < 8 ? [0, 1, 2, 3, 4, 5, 6, 7] : [index % 7];
      for (const bit of bits) {
        const altered = Buffer.from(bytes);
        altered[index] = (altered[index] ?? 0) ^ (1 << bit);
        expect(await refusal(verifier, altered.toString('latin1')), `bit ${bit} of character ${index}`).to.equal(
          'token_invalid',
        );
      }
    }
  });

  it('refuses another spelling of the same signature bytes', async () => {
    const token = tokenOf(key);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.slice(-1));
    const respelled = `${token.slice(0, -1)}${alphabet[last + 1]}`;
    const bytes = (text: string) => Buffer.from(text.slice(text.lastIndexOf('.') + 1), 'base64url');
    expect(bytes(respelled)).to.deep.equal(bytes(token));
    for (const same of [respelled, `${token}=`, `${token}==`, `${token}\n`, ` ${token}`]) {
      expect(await refusal(verifier, same)).to.equal('token_invalid');
    }
  });

  it('refuses what is no token at all', async () => {
    for (const text of [
      '',
      '.',
      '..',
      'a.b',
      'a.b.c',
      'a.b.c.d',
      'null',
      'bnVsbA.e30.e30',
      '🙂',
      'x'.repeat(1_000_000),
    ]) {
      expect(await refusal(verifier, text), text.slice(0, 20)).to.equal('token_invalid');
    }
  });

  it('refuses alg none, HS256 with the public key, and every algorithm but ES256', async () => {
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid: key.kid })).toString('base64url');
    const payload = Buffer.from(JSON.stringify({ iss: issuer, aud: audience, ...claims() })).toString('base64url');
    expect(await refusal(verifier, `${header}.${payload}.`)).to.equal('token_invalid');
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const secret of [pem, JSON.stringify(jwkOf(key)), 'secret']) {
      expect(await refusal(verifier, forge(secret, { kid: key.kid }, claims()))).to.equal('token_invalid');
    }
  });

  it('refuses a foreign key under our key id, and a key id that is not ours', async () => {
    const foreign = newKey('key-1');
    expect(await refusal(verifier, tokenOf(foreign))).to.equal('token_invalid');
    expect(await refusal(verifier, tokenOf(newKey('key-2')))).to.equal('token_invalid');
    expect(await refusal(verifier, forge(key.privateKey, {}, claims()))).to.equal('token_invalid');
  });

  it('never looks at a key that the token itself brings (jwk, jku, x5u)', async () => {
    let asked = 0;
    const foreign = newKey('foreign');
    const server = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify(jwksOf(foreign)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      for (const kid of ['foreign', key.kid]) {
        for (const extra of [{ jku: url }, { x5u: url }, { jwk: jwkOf(foreign) }]) {
          const token = forge(foreign.privateKey, { kid, ...extra }, claims());
          expect(await refusal(verifier, token)).to.equal('token_invalid');
        }
      }
      expect(asked).to.equal(0);
    } finally {
      server.close();
    }
  });

  it('refuses critical extensions and tokens of another type', async () => {
    const { kid } = key;
    expect(await refusal(verifier, forge(key.privateKey, { kid, crit: ['b64'], b64: true }, claims()))).to.equal(
      'token_invalid',
    );
    for (const typ of ['JWT', undefined, 'id+jwt', 'logout+jwt']) {
      expect(await refusal(verifier, forge(key.privateKey, { kid, typ }, claims()))).to.equal('token_invalid');
    }
  });

  it('refuses another issuer, another audience, and claims that are missing or of the wrong type', async () => {
    const { kid, privateKey } = key;
    for (const wrong of [
      { iss: 'https://elsewhere.test' },
      { iss: undefined },
      { aud: 'other' },
      { aud: undefined },
      { sub: undefined },
      { sub: 7 },
      { exp: undefined },
      { iat: undefined },
      { epoch: -1 },
      { roles: 'admin' },
      { permissions: { 'orders:read': true } },
    ]) {
      const token = forge(privateKey, { kid }, { ...claims(), ...wrong });
      expect(await refusal(verifier, token), JSON.stringify(wrong)).to.equal('token_invalid');
    }
    await verifier.verify(forge(privateKey, { kid }, claims()));
  });

  it('refuses a token before its time, and one past it once the tolerance of 5 s is over', async () => {
    let clock = 1_800_000_000_000;
    const timed = createTokenVerifier({
      issuer,
      audience,
      keySources: [async () => jwksOf(key)],
      logger: silent,
      now: () => clock,
    });
    const start = clock / 1000;
    const token = tokenOf(key, { iat: start, exp: start + 300 });
    await timed.verify(token);
    clock += 304_000;
    await timed.verify(token);
    clock += 1_000;
    expect(await refusal(timed, token), 'as remembered').to.equal('token_expired');
    expect(await refusal(timed, token), 'as verified anew').to.equal('token_expired');
    const later = clock / 1000 + 6;
    expect(await refusal(timed, tokenOf(key, { iat: later, exp: later + 300 }))).to.equal('token_invalid');
    expect(
      await refusal(timed, forge(key.privateKey, { kid: key.kid }, { ...claims(), nbf: later, iat: later - 10 })),
    ).to.equal('token_invalid');
  });

  it('answers from memory for a token that it has seen', async () => {
    const token = tokenOf(key);
    expect(await verifier.verify(token)).to.equal(await verifier.verify(token));
  });

  it('remembers no more tokens than its cache holds, and still verifies those that fell out', async () => {
    const small = createTokenVerifier({
      issuer,
      audience,
      keySources: [async () => jwksOf(key)],
      logger: silent,
      cacheSize: 2,
    });
    const tokens = Array.from({ length: 5 }, () => tokenOf(key));
    for (const token of [...tokens, ...tokens]) await small.verify(token);
  });
});

describe('The verifier’s key sets', () => {
  it('are loaded once for many unknown key ids, and again only after the cool-down', async () => {
    let clock = Date.now();
    let loads = 0;
    const first = newKey('first');
    const second = newKey('second');
    let published = [first];
    const verifier = createTokenVerifier({
      issuer,
      audience,
      keySources: [
        async () => {
          loads += 1;
          return jwksOf(...published);
        },
      ],
      logger: silent,
      now: () => clock,
    });
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(tokenOf(first))));
    expect(loads).to.equal(1);
    published = [first, second];
    expect(await refusal(verifier, tokenOf(second)), 'within the cool-down').to.equal('token_invalid');
    expect(loads).to.equal(1);
    clock += 5_000;
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(tokenOf(second))));
    expect(loads).to.equal(2);
    for (let round = 0; round < 50; round += 1) await refusal(verifier, tokenOf(newKey()));
    expect(loads).to.equal(2);
  });

  it('are kept while their source is out of reach', async () => {
    let clock = Date.now();
    let up = true;
    const key = newKey();
    const verifier = createTokenVerifier({
      issuer,
      audience,
      keySources: [
        async () => {
          if (!up) throw new Error('out of reach');
          return jwksOf(key);
        },
      ],
      logger: silent,
      now: () => clock,
    });
    await verifier.load();
    up = false;
    clock += 60_000;
    expect(await refusal(verifier, tokenOf(newKey()))).to.equal('token_invalid');
    const now = clock / 1000;
    await verifier.verify(tokenOf(key, { iat: Math.floor(now), exp: Math.floor(now) + 300 }));
  });

  it('are asked for again soon when a source could not be reached, though another could', async () => {
    let clock = Date.now();
    let up = false;
    let loads = 0;
    const [local, issued] = [newKey(), newKey()];
    const verifier = createTokenVerifier({
      issuer,
      audience,
      keySources: [
        async () => {
          loads += 1;
          if (!up) throw new Error('out of reach');
          return jwksOf(issued);
        },
        async () => jwksOf(local),
      ],
      logger: silent,
      now: () => clock,
    });
    await verifier.load();
    up = true;
    await refusal(verifier, tokenOf(newKey()));
    expect(loads, 'within the short cool-down').to.equal(1);
    clock += 250;
    await verifier.verify(tokenOf(issued));
    expect(loads).to.equal(2);
    clock += 250;
    await refusal(verifier, tokenOf(newKey()));
    expect(loads, 'all sources answered: the whole cool-down holds again').to.equal(2);
  });

  it('take the tokens of a key that was withdrawn out of the memory', async () => {
    let clock = Date.now();
    const kept = newKey();
    const withdrawn = newKey();
    let published = [kept, withdrawn];
    const verifier = createTokenVerifier({
      issuer,
      audience,
      keySources: [async () => jwksOf(...published)],
      logger: silent,
      now: () => clock,
    });
    const token = tokenOf(withdrawn);
    await verifier.verify(token);
    published = [kept];
    clock += 10_000;
    await verifier.load();
    expect(await refusal(verifier, token)).to.equal('token_invalid');
  });

  it('that never loaded say so, rather than that the token is bad', async () => {
    const verifier = createTokenVerifier({
      issuer,
      audience,
      jwksUrls: ['http://127.0.0.1:9/.well-known/jwks.json'],
      logger: silent,
    });
    expect(await refusal(verifier, tokenOf(newKey()))).to.equal('keys_unavailable');
    expect(verifier.ready).to.equal(false);
  });

  it('come together from files and from web servers, and a redirect is not followed', async () => {
    const fromFile = newKey();
    const fromWeb = newKey();
    const redirected = newKey();
    const directory = await mkdtemp(join(tmpdir(), 'oms-keys-'));
    const file = join(directory, 'jwks.json');
    await writeFile(file, JSON.stringify(jwksOf(fromFile)));
    const server = createServer((request, response) => {
      if (request.url === '/moved') return response.writeHead(302, { location: '/other' }).end();
      return response.end(JSON.stringify(request.url === '/other' ? jwksOf(redirected) : jwksOf(fromWeb)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const verifier = createTokenVerifier({
        issuer,
        audience,
        jwksUrls: [pathToFileURL(file).href, `${base}/jwks.json`, `${base}/moved`],
        logger: silent,
      });
      await verifier.verify(tokenOf(fromFile));
      await verifier.verify(tokenOf(fromWeb));
      expect(await refusal(verifier, tokenOf(redirected)), 'its source has not answered').to.equal('keys_unavailable');
    } finally {
      server.close();
      await rm(directory, { recursive: true });
    }
  });

  it('pass over keys that are not for ES256 and points that are not on the curve', async () => {
    const key = newKey();
    const bad = { ...jwkOf(newKey('off-curve')), x: 'AAAA' };
    const encryption = { ...jwkOf(newKey('encryption')), use: 'enc' };
    const verifier = createTokenVerifier({
      issuer,
      audience,
      keySources: [async () => ({ keys: [bad, encryption, { kty: 'oct', k: 'AAAA', kid: 'shared' }, jwkOf(key)] })],
      logger: silent,
    });
    await verifier.verify(tokenOf(key));
  });
});
