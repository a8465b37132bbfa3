import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTokenVerifier, signAccessToken } from '@oms/security';
import { createLogger } from '@oms/telemetry';
import { expect } from 'chai';
import { developmentKey } from '../src/index.ts';

describe('the development key', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('signs tokens that a service verifies with the key set beside it', async () => {
    const key = developmentKey(folder);
    const now = Math.floor(Date.now() / 1000);
    const [issuer, audience] = ['https://oms.example', 'oms'];
    const token = signAccessToken(
      key,
      { issuer, audience, tokenId: 'one' },
      { sub: 'someone', epoch: 0, roles: ['staff'], permissions: [], amr: [], auth_time: now, iat: now, exp: now + 60 },
    );
    const logger = createLogger({ service: 'test', level: 'fatal', format: 'json' });
    const verifier = createTokenVerifier({ issuer, audience, jwksUrls: [key.jwksUrl], logger });
    expect((await verifier.verify(token)).subject).to.equal('someone');
  });

  it('is the same the next time, and its owner’s alone', () => {
    const { kid } = developmentKey(folder);
    expect(developmentKey(folder).kid).to.equal(kid);
    expect(statSync(join(folder, 'private.pem')).mode & 0o077).to.equal(0);
  });
});
