import { type Client, type components, createClient, ProblemError } from '@oms/client';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { codeOf } from './authenticator-app.ts';
import { type Mail, type Mailbox, openMailbox } from './mailbox.ts';
import { bearing, type Customer, refusal, registerCustomer, tokenIn } from './people.ts';
import { createRawClient } from './raw-client.ts';
import { type RunningSystem, runningSystem } from './running-system.ts';

type TokenPair = components['schemas']['TokenPair'];
type MfaChallenge = components['schemas']['MfaChallenge'];

describe('signing in, as people do it', () => {
  let system: RunningSystem;
  /** Of somebody who has not signed in, and takes every answer as it is. */
  let visitor: Client;
  let mailbox: Mailbox;
  before(async () => {
    system = await runningSystem();
    visitor = createClient({ baseUrl: system.gatewayUrl, retry: { retries: 0 } });
    mailbox = openMailbox(system.mailUrl);
  });
  after(() => system?.stop());

  const askForLink = (email: string) => visitor.POST('/api/v1/auth/magic-link', { body: { email } });
  const followLink = async (token: string): Promise<TokenPair | MfaChallenge> =>
    (await visitor.POST('/api/v1/auth/magic-link/consume', { body: { token } })).data;
  const mailWith = (address: string, text: RegExp): Promise<Mail> =>
    eventually(async () => {
      const mail = (await mailbox.to(address)).find((each) => text.test(each.text));
      if (!mail) throw new Error(`no mail to ${address} says ${text}`);
      return mail;
    });
  const claimsOf = ({ accessToken }: TokenPair) =>
    JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  const statusOf = (request: Promise<unknown>): Promise<number> =>
    request.then(
      () => 200,
      (error: unknown) => (error instanceof ProblemError ? error.status : Promise.reject(error)),
    );

  it('takes a mailed link, once', async () => {
    const { email } = await registerCustomer(system.gatewayUrl, mailbox);
    expect((await askForLink(email)).response.status).to.equal(202);
    const mail = await mailWith(email, /\/account\/magic-link#token=/);
    expect((await createRawClient(system.gatewayUrl).call('GET', '/account/magic-link')).status).to.equal(200);
    const token = tokenIn(mail.text);
    const answers = [1, 2, 3].map(() => followLink(token));
    expect((await Promise.all(answers.map(statusOf))).sort()).to.deep.equal([200, 422, 422]);
    const good = await Promise.any(answers);
    if ('mfaRequired' in good) expect.fail('there is no second factor');
    expect(claimsOf(good).amr).to.deep.equal(['email']);
    await visitor.GET('/api/v1/orders', bearing(good.accessToken));
  });

  describe('with an authenticator app', () => {
    let ada: Customer;
    let secret: string;
    let recoveryCodes: string[];
    before(async () => {
      ada = await registerCustomer(system.gatewayUrl, mailbox);
      secret = (await ada.oms.POST('/api/v1/auth/mfa/totp')).data.secret;
      const body = { code: codeOf(secret, 0) };
      recoveryCodes = (await ada.oms.POST('/api/v1/auth/mfa/totp/confirm', { body })).data.recoveryCodes;
    });

    const challengeIn = (answer: TokenPair | MfaChallenge): string => {
      expect(answer).not.to.have.property('accessToken');
      return 'mfaRequired' in answer ? answer.mfaToken : expect.fail('no second factor is asked for');
    };
    const begin = async (): Promise<string> => {
      const { email, password } = ada;
      return challengeIn((await visitor.POST('/api/v1/auth/login', { body: { email, password } })).data);
    };
    const answer = (mfaToken: string, proof: { code: string } | { recoveryCode: string }) =>
      visitor.POST('/api/v1/auth/login/mfa', { body: { mfaToken, ...proof } });

    it('asks for its code after the password, and takes it once', async () => {
      const code = codeOf(secret, 1);
      const { data } = await answer(await begin(), { code });
      if ('mfaRequired' in data) expect.fail('the code is not enough');
      expect(claimsOf(data).amr).to.deep.equal(['pwd', 'otp', 'mfa']);
      expect((await refusal(answer(await begin(), { code }))).code).to.equal('mfa_code_invalid');
    });

    it('asks for it after a mailed link too, and takes a recovery code, once', async () => {
      const [recoveryCode = ''] = recoveryCodes;
      await askForLink(ada.email);
      const token = tokenIn((await mailWith(ada.email, /\/account\/magic-link#token=/)).text);
      const { response } = await answer(challengeIn(await followLink(token)), { recoveryCode });
      expect(response.status).to.equal(200);
      expect((await refusal(answer(await begin(), { recoveryCode }))).status).to.equal(401);
    });

    it('is told to its owner by mail', async () => {
      await mailWith(ada.email, /authenticator app/i);
      await mailWith(ada.email, /recovery code/i);
    });
  });

  it('lets five of many guesses at the same time be judged, and says when to go on', async () => {
    const { email, password } = await registerCustomer(system.gatewayUrl, mailbox);
    const began = performance.now();
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, each) => statusOf(visitor.signIn(email, `not ${each}`))),
    );
    const seconds = (performance.now() - began) / 1000;
    const judged = guesses.filter((status) => status === 401).length;
    // One more after a second, another after two further ones, and so on.
    expect(judged).to.be.within(5, 5 + Math.floor(Math.log2(seconds + 1)));
    expect(guesses.filter((status) => status === 429)).to.have.length(100 - judged);
    await eventually(() => visitor.signIn(email, password));
  });
});
