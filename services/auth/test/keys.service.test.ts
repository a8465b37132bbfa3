import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@oms/database';
import { createTokenVerifier } from '@oms/security';
import { createTestDatabase, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';
import { createKeyRing } from '../src/keys/key-ring.ts';
import { createTokenIssuer } from '../src/sessions/token-issuer.ts';

const day = 86_400_000;
const minute = 60_000;
const logger = pino({ level: 'silent' });

describe('The signing keys', () => {
  let database: TestDatabase;
  let db: Database;
  let clock = Date.now();
  const now = () => new Date(clock);
  const keyEncryptionKey = randomBytes(32);
  const ring = (key = keyEncryptionKey) => createKeyRing({ db, keyEncryptionKey: key, logger, now });

  beforeEach(async () => {
    clock = Date.now();
    database = await createTestDatabase(['auth']);
    db = createDatabase({ url: database.url('auth'), applicationName: 'test', logger });
  });
  afterEach(async () => {
    await db.close();
    await database.drop();
  });

  it('begin with one, however many replicas start at once', async () => {
    const rings = Array.from({ length: 6 }, () => ring());
    await Promise.all(rings.map((each) => each.refresh()));
    expect(new Set(rings.map((each) => each.current().kid)).size).to.equal(1);
    expect((await ring().published()).keys).to.have.length(1);
  });

  it('change every thirty days: the next is published twenty minutes before, the last goes when its tokens are over', async () => {
    const keys = ring();
    await keys.refresh();
    const first = keys.current().kid;
    const published = async () => (await keys.published()).keys.map(({ kid }) => kid);
    clock += 30 * day - 21 * minute;
    await keys.refresh();
    expect(await published()).to.deep.equal([first]);
    clock += 2 * minute;
    await keys.refresh();
    expect(await published()).to.have.length(2);
    expect(keys.current().kid, 'not used before everybody knows it').to.equal(first);
    clock += 20 * minute;
    await keys.refresh();
    const second = keys.current().kid;
    expect(second).not.to.equal(first);
    expect(await published(), 'tokens of the first key are still about').to.have.members([first, second]);
    clock += 7 * minute;
    await keys.refresh();
    expect(await published()).to.deep.equal([second]);
  });

  it('verify tokens of before and after the change with one and the same verifier', async () => {
    const keys = ring();
    await keys.refresh();
    const tokens = createTokenIssuer({ issuer: 'i', audience: 'a', signingKey: keys.current, now });
    const verifier = createTokenVerifier({
      issuer: 'i',
      audience: 'a',
      keySources: [keys.published],
      logger,
      now: () => clock,
    });
    const issue = () =>
      tokens.issue({
        accountId: 'ada',
        sessionId: 's',
        email: 'ada@example.com',
        epoch: 1,
        roles: ['customer'],
        authenticatedAt: now(),
        amr: ['pwd'],
      }).accessToken;
    const used = new Set<string>();
    for (let step = 0; step < 20; step += 1) {
      await keys.refresh();
      used.add(keys.current().kid);
      const token = issue();
      await verifier.verify(token);
      clock += 4 * minute;
      await keys.refresh();
      await verifier.verify(token);
      clock += step === 0 ? 30 * day - 40 * minute : 0;
    }
    expect(used.size).to.equal(2);
  });

  it('are sealed at rest, and say what to do when the key that sealed them is another one', async () => {
    await ring().refresh();
    const [row] = await db.query<{ sealed: string }>('SELECT sealed_private_key AS sealed FROM signing_keys');
    expect(row?.sealed).not.to.include('PRIVATE KEY');
    const error = await ring(randomBytes(32))
      .refresh()
      .catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/KEY_ENCRYPTION_KEY is not the one/);
  });
});
