import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { codeOf } from './authenticator-app.ts';
import { type Answer, type Client, type Customer, createClient, registerCustomer, tokenIn } from './client.ts';
import { type Mail, type Mailbox, openMailbox } from './mailbox.ts';
import { type RunningSystem, runningSystem } from './running-system.ts';

describe('signing in, as people do it', () => {
  let system: RunningSystem;
  let client: Client;
  let mailbox: Mailbox;
  before(async () => {
    system = await runningSystem();
    client = createClient(system.gatewayUrl);
    mailbox = openMailbox(system.mailUrl);
  });
  after(() => system?.stop());

  const post = (path: string, body?: unknown, token?: string): Promise<Answer> =>
    client.call('POST', `/api/v1/auth${path}`, {
      ...(body !== undefined && { body }),
      ...(token !== undefined && { token }),
    });
  const mailWith = (address: string, text: RegExp): Promise<Mail> =>
    eventually(async () => {
      const mail = (await mailbox.to(address)).find((each) => text.test(each.text));
      if (!mail) throw new Error(`no mail to ${address} says ${text}`);
      return mail;
    });
  const claimsOf = (answer: Answer) =>
    JSON.parse(Buffer.from(answer.body.accessToken.split('.')[1], 'base64url').toString());

  it('takes a mailed link, once', async () => {
    const { email } = await registerCustomer(client, mailbox);
    expect((await post('/magic-link', { email })).status).to.equal(202);
    const mail = await mailWith(email, /\/account\/magic-link#token=/);
    expect((await client.call('GET', '/account/magic-link')).status).to.equal(200);
    const token = tokenIn(mail.text);
    const answers = await Promise.all([1, 2, 3].map(() => post('/magic-link/consume', { token })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 422, 422]);
    const good = answers.find(({ status }) => status === 200) ?? expect.fail('nobody signed in');
    expect(claimsOf(good).amr).to.deep.equal(['email']);
    const orders = await client.call('GET', '/api/v1/orders', { token: good.body.accessToken });
    expect(orders.status).to.equal(200);
  });

  describe('with an authenticator app', () => {
    let ada: Customer;
    let secret: string;
    let recoveryCodes: string[];
    before(async () => {
      ada = await registerCustomer(client, mailbox);
      secret = (await post('/mfa/totp', undefined, ada.token)).body.secret;
      const confirmed = await post('/mfa/totp/confirm', { code: codeOf(secret, 0) }, ada.token);
      expect(confirmed.status, JSON.stringify(confirmed.body)).to.equal(200);
      recoveryCodes = confirmed.body.recoveryCodes;
    });

    const begin = async (): Promise<string> => {
      const answer = await post('/login', { email: ada.email, password: ada.password });
      expect(answer.body).to.include({ mfaRequired: true });
      expect(answer.body).not.to.have.property('accessToken');
      return answer.body.mfaToken;
    };

    it('asks for its code after the password, and takes it once', async () => {
      const code = codeOf(secret, 1);
      const done = await post('/login/mfa', { mfaToken: await begin(), code });
      expect(done.status, JSON.stringify(done.body)).to.equal(200);
      expect(claimsOf(done).amr).to.deep.equal(['pwd', 'otp', 'mfa']);
      expect((await post('/login/mfa', { mfaToken: await begin(), code })).body.code).to.equal('mfa_code_invalid');
    });

    it('asks for it after a mailed link too, and takes a recovery code, once', async () => {
      const [recoveryCode] = recoveryCodes;
      await post('/magic-link', { email: ada.email });
      const token = tokenIn((await mailWith(ada.email, /\/account\/magic-link#token=/)).text);
      const { body } = await post('/magic-link/consume', { token });
      expect(body).to.include({ mfaRequired: true });
      expect((await post('/login/mfa', { mfaToken: body.mfaToken, recoveryCode })).status).to.equal(200);
      expect((await post('/login/mfa', { mfaToken: await begin(), recoveryCode })).status).to.equal(401);
    });

    it('is told to its owner by mail', async () => {
      await mailWith(ada.email, /authenticator app/i);
      await mailWith(ada.email, /recovery code/i);
    });
  });

  it('lets five of many guesses at the same time be judged, and says when to go on', async () => {
    const { email, password } = await registerCustomer(client, mailbox);
    const began = performance.now();
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, each) => post('/login', { email, password: `not ${each}` })),
    );
    const seconds = (performance.now() - began) / 1000;
    const judged = guesses.filter(({ status }) => status === 401).length;
    // One more after a second, another after two further ones, and so on.
    expect(judged).to.be.within(5, 5 + Math.floor(Math.log2(seconds + 1)));
    expect(guesses.filter(({ status }) => status === 429)).to.have.length(100 - judged);
    await eventually(async () => (await post('/login', { email, password })).status === 200);
  });
});
