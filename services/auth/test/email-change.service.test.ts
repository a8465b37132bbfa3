import type { CloudEvent } from '@oms/contracts';
import { unseal } from '@oms/security';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('Changing the address of an account', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  const ask = (token: string, newEmail: string, password = goodPassword) =>
    auth.post('/email/change', { newEmail, password }, { token });
  const verify = (token: string) => auth.post('/verify-email', { token });
  const asked = async (newEmail: string, nth = 1) =>
    (await auth.eventsFor('oms.auth.email-change.requested.v1', newEmail, nth))[nth - 1] as CloudEvent<
      Record<string, string | null>
    >;

  async function linkTo(newEmail: string, nth = 1): Promise<string> {
    const { data } = await asked(newEmail, nth);
    return unseal(auth.config.mailSealingKey, data.sealedToken ?? '', 'email-verification');
  }

  it('takes effect once the link is used; the session that asked goes on and the others end', async () => {
    const person = await auth.newPerson();
    const other = await auth.logIn(person.email);
    const newEmail = auth.newEmail();
    expect((await ask(person.accessToken, newEmail)).status).to.equal(202);
    expect((await asked(newEmail)).data.currentEmail, 'the old address is told').to.equal(person.email);
    expect((await auth.get('/me', person.accessToken)).body.email).to.equal(person.email);

    const link = await linkTo(newEmail);
    expect((await verify(link)).status).to.equal(204);
    expect((await verify(link)).body.code, 'one use').to.equal('link_invalid');
    expect((await auth.get('/me', person.accessToken)).status, 'it names the old address').to.equal(401);
    const refreshed = await auth.post('/refresh', { refreshToken: person.refreshToken });
    expect(payloadOf(refreshed.body.accessToken).email).to.equal(newEmail);
    expect((await auth.get('/me', refreshed.body.accessToken)).body).to.include({
      email: newEmail,
      emailVerified: true,
    });
    expect((await auth.post('/refresh', { refreshToken: other.refreshToken })).status).to.equal(401);
    const [event] = await auth.eventsFor('oms.auth.email.changed.v1', newEmail);
    expect(event?.data).to.include({ accountId: person.id, email: newEmail, previousEmail: person.email });
    await auth.logIn(newEmail);
    const old = await auth.post('/login', { email: person.email, password: goodPassword });
    expect(old.body.code).to.equal('invalid_credentials');
    const types = await auth.db.query<{ type: string }>(
      `SELECT type FROM audit_log WHERE account_id = $1 AND type LIKE 'email.%' ORDER BY id`,
      [person.id],
    );
    expect(types.map(({ type }) => type)).to.deep.equal(['email.change-requested', 'email.changed']);
  });

  it('needs the password, and a session', async () => {
    const person = await auth.newPerson();
    const answer = await ask(person.accessToken, auth.newEmail(), 'not the right password');
    expect([answer.status, answer.body.code]).to.deep.equal([401, 'invalid_credentials']);
    expect((await auth.post('/email/change', { newEmail: auth.newEmail(), password: goodPassword })).status).to.equal(
      401,
    );
    const failed = await auth.db.query(
      `SELECT 1 FROM audit_log WHERE account_id = $1 AND type = 'reauthentication.failed'`,
      [person.id],
    );
    expect(failed).to.have.length(1);
  });

  it('is refused for the present address, and lets its capitals be changed', async () => {
    const person = await auth.newPerson();
    expect((await ask(person.accessToken, person.email)).status).to.equal(422);
    const capitals = person.email.replace('person', 'Person');
    await ask(person.accessToken, capitals);
    expect((await verify(await linkTo(capitals))).status).to.equal(204);
    await auth.logIn(person.email);
  });

  it('says the same of an address that has an account, and sends nothing there', async () => {
    const person = await auth.newPerson();
    const holder = await auth.newPerson();
    expect((await ask(person.accessToken, holder.email)).status).to.equal(202);
    const { data } = await asked(holder.email);
    expect(data).to.include({ sealedToken: null, expiresAt: null, currentEmail: person.email });
  });

  it('voids what was mailed to the old address, and an earlier request', async () => {
    const person = await auth.newPerson();
    await auth.post('/password/forgot', { email: person.email });
    const reset = await auth.mailedToken('password-reset', person.email);
    const first = auth.newEmail();
    const second = auth.newEmail();
    await ask(person.accessToken, first);
    await ask(person.accessToken, second);
    expect((await verify(await linkTo(first))).status).to.equal(422);
    expect((await verify(await linkTo(second))).status).to.equal(204);
    const late = await auth.post('/password/reset', { token: reset, password: 'another seven quiet otters' });
    expect(late.body.code).to.equal('link_invalid');
  });

  it('is won by one of two who want the same address, whichever way they get it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const wanted = auth.newEmail();
      const ada = await auth.newPerson();
      const bob = await auth.newPerson();
      await Promise.all([ask(ada.accessToken, wanted), ask(bob.accessToken, wanted)]);
      const links = [await linkTo(wanted, 1), await linkTo(wanted, 2)];
      const answers = await Promise.all([
        ...links.map(verify),
        auth.post('/register', { email: wanted, password: goodPassword }),
      ]);
      const [one, two] = answers.map(({ status }) => status);
      expect(answers[2]?.status).to.equal(202);
      expect([one, two].filter((status) => status === 204).length).to.be.at.most(1);
      expect([204, 422]).to.include.members([one, two]);
      const holders = await auth.db.query('SELECT 1 FROM accounts WHERE email_key = $1', [wanted]);
      expect(holders).to.have.length(1);
    }
  });

  it('uses a link once, however many come with it at once', async () => {
    const person = await auth.newPerson();
    const newEmail = auth.newEmail();
    await ask(person.accessToken, newEmail);
    const link = await linkTo(newEmail);
    const answers = await Promise.all(Array.from({ length: 10 }, () => verify(link)));
    expect(answers.filter(({ status }) => status === 204)).to.have.length(1);
  });

  it('cannot be asked for more than five times an hour', async () => {
    const person = await auth.newPerson();
    for (let each = 0; each < 5; each += 1) {
      expect((await ask(person.accessToken, auth.newEmail())).status).to.equal(202);
    }
    const answer = await ask(person.accessToken, auth.newEmail());
    expect([answer.status, answer.body.code]).to.deep.equal([429, 'too_many_requests']);
  });

  it('keeps the token out of tables, events and the log', async () => {
    const person = await auth.newPerson();
    const newEmail = auth.newEmail();
    await ask(person.accessToken, newEmail);
    const link = await linkTo(newEmail);
    const rows = await eventually(() =>
      auth.db.query(
        `SELECT 1 FROM link_tokens t WHERE t::text LIKE $1 UNION ALL SELECT 1 FROM audit_log a WHERE a::text LIKE $1`,
        [`%${link}%`],
      ),
    );
    expect(rows).to.deep.equal([]);
  });
});
