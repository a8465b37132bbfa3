import { type DocumentedExamples, documentedExamples, sendDeadLetterExamples } from '@oms/testing';
import { expect } from 'chai';
import { type AuthUnderTest, startAuth, type Tokens } from './auth-harness.ts';
import { createAuthenticator } from './authenticator.ts';
import { codeAt } from './authenticator-app.ts';
import { type OidcServer, openBrowser, startOidcServer } from './oidc-server.ts';

const site = 'http://localhost:8080';
/** Whom the examples speak of. */
const email = 'ada@example.com';

describe('The examples of auth’s document', () => {
  let auth: AuthUnderTest;
  let idp: OidcServer;
  let examples: DocumentedExamples;
  // In the past, so that tokens of a later step are not from the future for who verifies them.
  let clock = -120_000;
  const now = () => new Date(Date.now() + clock);
  before(async () => {
    idp = await startOidcServer([`${site}/api/v1/auth/oauth/google/callback`]);
    const { issuer, clientId, clientSecret } = idp;
    const provider = { name: 'google', title: 'Google', issuer, clientId, clientSecret };
    auth = await startAuth({ now }, { PUBLIC_URL: site, OIDC_PROVIDERS: JSON.stringify([provider]) });
    examples = await documentedExamples(auth.url);
  });
  after(async () => {
    await auth.stop();
    await idp.stop();
  });

  const send: DocumentedExamples['send'] = (...request) => examples.send(...request);
  const logIn = async (): Promise<Tokens> => (await send('logIn')).body;
  const tokenOfAda = async (): Promise<string> => (await logIn()).accessToken;
  async function addPasskey(token: string) {
    const authenticator = createAuthenticator('localhost', site);
    const options = (await send('getPasskeyOptions', { token })).body;
    const { body } = await send('registerPasskey', { token, body: { credential: authenticator.register(options) } });
    return { authenticator, path: { id: body.id } };
  }

  it('register a person, sign them in and out, and end their sessions', async () => {
    await send('registerAccount');
    await send('verifyEmail', { body: { token: await auth.mailedToken('email-verification', email) } });
    const { refreshToken } = await logIn();
    const { accessToken: token } = (await send('refreshTokens', { body: { refreshToken } })).body;
    expect((await send('getMe', { token })).body).to.include({ email, name: 'Ada Lovelace' });
    await logIn();
    const sessions: { id: string; current: boolean }[] = (await send('listSessions', { token })).body.data;
    const other = sessions.find(({ current }) => !current) ?? expect.fail('there is one session alone');
    await send('endSession', { token, path: { id: other.id } });
    await send('endOtherSessions', { token });
    await send('logOut', { token });
    await send('requestMagicLink');
    await send('logInWithMagicLink', { body: { token: await auth.mailedToken('magic-link', email) } });
    await send('getKeySet');
  });

  it('change the password and the address', async () => {
    await send('changePassword', { token: await tokenOfAda() });
    await send('forgotPassword');
    await send('resetPassword', { body: { token: await auth.mailedToken('password-reset', email) } });
    await send('changeEmail', { token: await tokenOfAda() });
  });

  it('add and remove passkeys and an authenticator app', async () => {
    const token = await tokenOfAda();
    const { authenticator, path } = await addPasskey(token);
    await send('listPasskeys', { token });
    const challenge = (await send('getPasskeyLoginOptions')).body;
    await send('logInWithPasskey', { body: { credential: authenticator.logIn(challenge) } });
    const { mfaToken } = (await send('logIn')).body;
    await send('getPasskeyMfaOptions', { body: { mfaToken } });
    await send('removePasskey', { token, path });

    const { secret } = (await send('beginTotpSetUp', { token })).body;
    const code = () => codeAt(secret, now());
    await send('confirmTotpSetUp', { token, body: { code: code() } });
    clock += 30_000;
    const begun = (await send('logIn')).body;
    await send('logInWithSecondFactor', { body: { mfaToken: begun.mfaToken, code: code() } });
    await send('getSecondFactors', { token });
    await send('replaceRecoveryCodes', { token });
    await send('removeTotp', { token });
  });

  it('sign in at another issuer, and link what it knows', async () => {
    idp.subject = 'ada';
    idp.people.set('ada', { email, email_verified: true, name: 'Ada Lovelace' });
    await send('beginOauth', { path: { provider: 'google' } });
    const token = await tokenOfAda();
    const begun = await send('linkIdentity', { token });
    const browser = openBrowser(({ href }) => href);
    const { url } = await browser.go(begun.body.authorizationUrl, ({ origin }) => origin === site);
    const [cookie = ''] = begun.headers.getSetCookie().map((each) => each.replace(/;.*/, ''));
    await send('finishOauth', {
      path: { provider: 'google' },
      query: Object.fromEntries(url.searchParams),
      headers: { cookie },
    });
    const { data } = (await send('listIdentities', { token })).body;
    expect(data).to.have.length(1);
    await send('unlinkIdentity', { token, path: { id: data[0].id } });
  });

  it('administer accounts', async () => {
    await addPasskey(await tokenOfAda());
    const { accessToken: token, refreshToken } = await auth.newAdmin();
    await send('forwardAuth', { headers: { cookie: `__Host-rt=${refreshToken}` } });
    const found = await send('listAccounts', { token, query: { search: email } });
    const path = { id: found.body.data[0].id };
    for (const operation of [
      'getAccount',
      'putAccountRoles',
      'suspendAccount',
      'reactivateAccount',
      'revokeAccountSessions',
      'getAccountSecondFactors',
      'resetAccountSecondFactors',
    ]) {
      await send(operation, { token, path });
    }
    await send('listAuditLog', { token });
    const key = await send('createApiKey', { token });
    await send('listApiKeys', { token });
    await send('revokeApiKey', { token, path: { id: key.body.id } });
    const { amqpUrl } = auth.config;
    await sendDeadLetterExamples(examples, { service: 'auth', queue: 'oms.auth.privacy', amqpUrl, token });
  });

  it('are all of them', () => {
    expect(examples.unsent()).to.deep.equal([]);
  });
});
