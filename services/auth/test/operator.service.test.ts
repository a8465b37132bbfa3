import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, type ProgramRun, runProgram } from '@oms/testing';
import { hash as argon2Hash } from 'argon2';
import { hash as bcryptHash } from 'bcrypt';
import { expect } from 'chai';
import { ImportError, readAccounts } from '../src/operator/index.ts';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const script = fileURLToPath(new URL('../../../scripts/admin.ts', import.meta.url));

describe('The command line of an operator', () => {
  let auth: AuthUnderTest;
  let folder: string;
  before(async () => {
    auth = await startAuth();
    folder = await mkdtemp(join(tmpdir(), 'oms-admin-'));
  });
  after(async () => {
    await auth?.stop();
    await rm(folder, { recursive: true });
  });

  function admin(args: string[], input?: string): Promise<ProgramRun> {
    const { DATABASE_URL, KEY_ENCRYPTION_KEY } = auth.environment;
    return runProgram(script, args, { env: { DATABASE_URL, KEY_ENCRYPTION_KEY }, input });
  }

  async function importFile(lines: string[]) {
    const file = join(folder, 'accounts.csv');
    await writeFile(file, lines.join('\n'));
    return admin(['import-accounts', file]);
  }

  it('makes an administrator, once, with a password that is good enough', async () => {
    const email = auth.newEmail();
    const short = await admin(['create-admin', email], 'short\n');
    expect([short.code, short.err.trim()]).to.deep.equal([1, 'The password needs 15 to 128 characters.']);
    const made = await admin(['create-admin', email], `${goodPassword}\n`);
    expect([made.code, made.out.trim()]).to.deep.equal([0, `${email} is an administrator.`]);
    expect(made.out + made.err).not.to.include(goodPassword);
    const { accessToken } = await auth.logIn(email);
    expect((await auth.get('/me', accessToken)).body.roles).to.include('admin');
    expect((await admin(['create-admin', email], `${goodPassword}\n`)).err).to.include('has an account already');
  });

  it('sets a password: the sessions end within a second, the owner is told, the log knows who it was', async () => {
    const person = await auth.newPerson();
    const password = 'another seven quiet otters';
    expect((await admin(['reset-password', person.email], `${password}\n`)).code).to.equal(0);
    await eventually(async () => (await auth.get('/me', person.accessToken)).status === 401, { timeoutMs: 1_000 });
    await auth.logIn(person.email, password);
    await auth.eventsFor('oms.auth.password.changed.v1', person.email);
    const noted = await auth.db.query(
      `SELECT details, actor_id AS "actorId" FROM audit_log WHERE account_id = $1 AND type = 'password.reset'`,
      [person.id],
    );
    expect(noted).to.deep.equal([{ details: { by: 'operator' }, actorId: null }]);
  });

  it('ends sessions', async () => {
    const person = await auth.newPerson();
    await auth.logIn(person.email);
    expect((await admin(['revoke-sessions', person.email])).out).to.match(/^2 session/);
    await eventually(async () => (await auth.get('/me', person.accessToken)).status === 401, { timeoutMs: 1_000 });
    expect((await auth.post('/refresh', { refreshToken: person.refreshToken })).status).to.equal(401);
  });

  it('makes the next key early, once, and shows which keys there are', async () => {
    expect((await admin(['list-keys'])).out).to.match(/^\S+ {2}signing {2}signs from \S+\n$/);
    expect((await admin(['rotate-keys'])).code).to.equal(0);
    const lines = (await admin(['list-keys'])).out.trim().split('\n');
    expect(lines.map((line) => line.split(/ +/)[1])).to.deep.equal(['next', 'signing']);
    expect((await admin(['rotate-keys'])).err).to.include('waits already');
    const { body } = await auth.call('GET', '/.well-known/jwks.json');
    expect(body.keys).to.have.length(2);
  });

  it('replaces keys that are compromised at once', async () => {
    expect((await admin(['rotate-keys', '--compromised'])).code).to.equal(0);
    const { out } = await admin(['list-keys']);
    expect(out.trim().split('\n')).to.have.length(1);
    const { body } = await auth.call('GET', '/.well-known/jwks.json');
    expect(body.keys.map(({ kid }: { kid: string }) => kid)).to.deep.equal([out.split(' ')[0]]);
  });

  it('says what it can do, and what is wrong with what it was asked', async () => {
    expect((await admin([])).out).to.include('create-admin');
    for (const [args, reason] of [
      [['nonsense'], 'There is no command nonsense'],
      [['create-admin'], 'Give an e-mail address'],
      [['revoke-sessions', 'nobody@example.com'], 'There is no account'],
      [['revoke-sessions', 'a@example.com', 'b@example.com'], 'does not take'],
      [['import-accounts', '/nowhere.csv'], 'no such file'],
    ] as const) {
      const { code, err } = await admin([...args]);
      expect([code, err.includes(reason)], `${args}: ${err}`).to.deep.equal([1, true]);
      expect(err).not.to.include('    at ');
    }
  });

  it('imports accounts with the passwords that they had, which are hashed anew at the next log-in', async () => {
    const [byBcrypt, byPhp, byArgon2] = [auth.newEmail(), auth.newEmail(), auth.newEmail()];
    const cheap = { memoryCost: 1024, timeCost: 2, parallelism: 1 };
    const lines = [
      'email,password_hash,name,verified',
      `${byBcrypt},${await bcryptHash(goodPassword, 5)},"Lovelace, Ada",true`,
      `${byPhp},${(await bcryptHash(goodPassword, 5)).replace('$2b$', '$2y$')},,true`,
      `${byArgon2},"${await argon2Hash(goodPassword, cheap)}",,true`,
    ];
    const imported = await importFile(lines);
    expect([imported.out.trim(), imported.err]).to.deep.equal([
      '3 account(s) made; 0 address(es) had one already.',
      '',
    ]);
    const [event] = await auth.eventsFor('oms.auth.account.registered.v1', byBcrypt);
    expect(event?.data).to.include({ name: 'Lovelace, Ada', emailVerified: true });
    for (const email of [byBcrypt, byPhp, byArgon2]) {
      const wrong = await auth.post('/login', { email, password: 'not the right password' });
      expect(wrong.body.code).to.equal('invalid_credentials');
      await auth.logIn(email);
      const [row] = await auth.db.query<{ hash: string }>(
        'SELECT hash FROM passwords p JOIN accounts a ON a.id = p.account_id WHERE a.email = $1',
        [email],
      );
      expect(row?.hash).to.match(/^\$argon2id\$v=19\$m=19456,/);
      await auth.logIn(email);
    }
    expect((await importFile(lines)).out.trim()).to.equal('0 account(s) made; 3 address(es) had one already.');
  });

  it('signs in whoever comes several times at once while the hash is made anew', async () => {
    const email = auth.newEmail();
    await importFile(['email,password_hash,verified', `${email},${await bcryptHash(goodPassword, 5)},true`]);
    const answers = await Promise.all([1, 2, 3].map(() => auth.post('/login', { email, password: goodPassword })));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
  });

  it('asks those whose address is not known to be theirs to prove it', async () => {
    const email = auth.newEmail();
    await importFile(['email,password_hash', `${email},${await bcryptHash(goodPassword, 5)}`]);
    const answer = await auth.post('/login', { email, password: goodPassword });
    expect(answer.body.code).to.equal('email_not_verified');
  });

  it('imports nothing of a file in which anything is wrong, and names every line', async () => {
    const hash = await bcryptHash(goodPassword, 5);
    const email = auth.newEmail();
    const { code, err } = await importFile([
      'email,password_hash,verified',
      `${email},${hash},true`,
      `not an address,${hash},true`,
      `${auth.newEmail()},${hash.replace('$05$', '$25$')},true`,
      `${email.toUpperCase()},${hash},true`,
      `${auth.newEmail()},${hash},perhaps`,
    ]);
    expect(code).to.equal(1);
    for (const line of [3, 4, 5, 6]) expect(err).to.include(`line ${line}: `);
    expect(err).not.to.include(hash);
    expect(await auth.db.query('SELECT 1 FROM accounts WHERE email = $1', [email])).to.deep.equal([]);
    expect(() => readAccounts('email,password_hash,more\na@example.com,x,y')).to.throw(ImportError);
    expect(() => readAccounts('email,password_hash\n"a')).to.throw(ImportError);
  });
});
