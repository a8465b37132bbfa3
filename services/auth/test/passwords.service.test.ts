import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type AuthUnderTest, goodPassword, startAuth } from './auth-harness.ts';

const another = 'eleven brass kettles sing';

describe('A forgotten password', () => {
  let auth: AuthUnderTest;
  let clock = 0;
  before(async () => {
    auth = await startAuth({ now: () => new Date(Date.now() + clock) });
  });
  beforeEach(() => {
    clock = 0;
  });
  after(() => auth.stop());

  it('is replaced by a link that was mailed, once, and every session ends', async () => {
    const person = await auth.newPerson();
    expect((await auth.post('/password/forgot', { email: person.email })).status).to.equal(202);
    const token = await auth.mailedToken('password-reset', person.email);
    expect((await auth.post('/password/reset', { token, password: another })).status).to.equal(204);
    expect((await auth.post('/login', { email: person.email, password: goodPassword })).status).to.equal(401);
    await auth.logIn(person.email, another);
    expect((await auth.post('/password/reset', { token, password: goodPassword })).body.code).to.equal('link_invalid');
    await auth.eventsFor('oms.auth.password.changed.v1', person.email);
    expect((await auth.post('/refresh', { refreshToken: person.refreshToken })).status).to.equal(401);
    await eventually(async () => (await auth.get('/me', person.accessToken)).status === 401, { timeoutMs: 1_000 });
  });

  it('answers the same for an address without an account, and mails nothing', async () => {
    const email = auth.newEmail();
    const unknown = await auth.post('/password/forgot', { email });
    const { email: known } = await auth.newPerson();
    const answer = await auth.post('/password/forgot', { email: known });
    expect([unknown.status, unknown.body]).to.deep.equal([answer.status, answer.body]);
    await auth.mailedToken('password-reset', known);
    expect(auth.events.filter((event) => JSON.stringify(event).includes(email))).to.have.length(0);
  });

  it('keeps the link when the new password is not good enough, and lets it expire after half an hour', async () => {
    const { email } = await auth.newPerson();
    await auth.post('/password/forgot', { email });
    const token = await auth.mailedToken('password-reset', email);
    const short = await auth.post('/password/reset', { token, password: 'short' });
    expect(short.body.code).to.equal('password_too_short');
    clock = 30 * 60_000 + 1_000;
    expect((await auth.post('/password/reset', { token, password: another })).body.code).to.equal('link_invalid');
    clock = 0;
    expect((await auth.post('/password/reset', { token, password: another })).status).to.equal(204);
  });

  it('is not replaced by a link that was mailed for something else', async () => {
    const email = auth.newEmail();
    await auth.post('/register', { email, password: goodPassword });
    const token = await auth.mailedToken('email-verification', email);
    expect((await auth.post('/password/reset', { token, password: another })).body.code).to.equal('link_invalid');
    await auth.post('/password/forgot', { email });
    const reset = await auth.mailedToken('password-reset', email);
    expect((await auth.post('/verify-email', { token: reset })).body.code).to.equal('link_invalid');
  });

  it('is replaced once, of many who come with the link at the same time', async () => {
    const { email } = await auth.newPerson();
    await auth.post('/password/forgot', { email });
    const token = await auth.mailedToken('password-reset', email);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => auth.post('/password/reset', { token, password: `${another} ${index}` })),
    );
    const winners = answers.flatMap(({ status }, index) => (status === 204 ? [index] : []));
    expect(winners).to.have.length(1);
    await auth.logIn(email, `${another} ${winners[0]}`);
  });
});

describe('Changing a password', () => {
  let auth: AuthUnderTest;
  before(async () => {
    auth = await startAuth();
  });
  after(() => auth.stop());

  it('needs the present one, ends the other sessions and keeps this one', async () => {
    const person = await auth.newPerson();
    const other = await auth.logIn(person.email);
    const { accessToken: token } = person;
    const wrong = await auth.post('/password/change', { currentPassword: another, newPassword: another }, { token });
    expect([wrong.status, wrong.body.code]).to.deep.equal([401, 'invalid_credentials']);
    const change = { currentPassword: goodPassword, newPassword: another };
    expect((await auth.post('/password/change', change, { token })).status).to.equal(204);
    await eventually(async () => (await auth.get('/me', other.accessToken)).status === 401, { timeoutMs: 1_000 });
    expect((await auth.get('/me', token)).status).to.equal(200);
    expect((await auth.post('/refresh', { refreshToken: person.refreshToken })).status).to.equal(200);
    await auth.logIn(person.email, another);
  });

  it('refuses a new one that is not good enough', async () => {
    const { accessToken: token } = await auth.newPerson();
    const answer = await auth.post(
      '/password/change',
      { currentPassword: goodPassword, newPassword: 'too short' },
      { token },
    );
    expect([answer.status, answer.body.code]).to.deep.equal([422, 'password_too_short']);
    expect(answer.body.errors[0].pointer).to.equal('/newPassword');
  });
});
