import { type Client, createClient, type paths } from '@oms/client';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { codeOf } from './authenticator-app.ts';
import { openBrowser } from './browser.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type Customer, refusal, registerCustomer } from './people.ts';
import { bootSystem, type RunningSystem, runningSystem } from './running-system.ts';

type NewPasskey = paths['/api/v1/auth/passkeys']['post']['requestBody']['content']['application/json'];

describe('the account pages, in a browser', () => {
  let system: RunningSystem | undefined;
  /** Of somebody who has not signed in. */
  let visitor: Client;
  let gatewayUrl: string;
  let mailbox: Mailbox;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  /** What the pages complained about. */
  let complaints: string[];

  before(async function () {
    browser = await openBrowser(this);
    // A passkey belongs to a domain, which an address of the network is none.
    system = process.env.BASE_URL ? await runningSystem() : await bootSystem({ gatewayHost: 'localhost' });
    ({ gatewayUrl } = system);
    visitor = createClient({ baseUrl: gatewayUrl });
    mailbox = openMailbox(system.mailUrl);
  });
  beforeEach(async () => {
    if (!browser) throw new Error('there is no browser');
    context = await browser.newContext();
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await context?.close();
    expect(complaints).to.deep.equal([]);
  });
  after(async () => {
    await browser?.close();
    await system?.stop();
  });

  const open = (path: string) => page.goto(`${system?.gatewayUrl}${path}`);
  const says = (text: RegExp) =>
    eventually(async () => text.test((await page.getByRole('status').textContent()) ?? ''));
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const refreshCookie = async () => (await context.cookies()).find(({ name }) => name === '__Host-rt');
  /** Opens the link to an account page in the newest mail that has one. */
  async function follow(address: string, name: string): Promise<void> {
    const link = await eventually(async () => {
      const mails = (await mailbox.to(address)).map(({ text }) => text).reverse();
      const found = mails.map((text) => new RegExp(`/account/${name}#token=[\\w-]+`).exec(text)?.[0]).find(Boolean);
      if (!found) throw new Error(`no mail to ${address} has a link to ${name}`);
      return found;
    });
    await open(link);
    expect(new URL(page.url()).hash, 'the token is out of sight').to.equal('');
  }
  async function signIn({ email, password }: Pick<Customer, 'email' | 'password'>): Promise<void> {
    await open('/account/sign-in');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await press('Sign in');
  }
  const askForLink = (email: string) => visitor.POST('/api/v1/auth/magic-link', { body: { email } });

  it('confirm an address, and nothing before the click', async () => {
    const email = `browser-${crypto.randomUUID()}@example.com`;
    const password = 'correct horse battery staple';
    await visitor.POST('/api/v1/auth/register', { body: { email, password, name: 'Ada Lovelace' } });
    await follow(email, 'verify-email');
    const early = visitor.POST('/api/v1/auth/login', { body: { email, password } });
    expect((await refusal(early)).code).to.equal('email_not_verified');
    await press('Confirm my address');
    await says(/Your address is confirmed/);
    await signIn({ email, password });
    await says(/You are signed in/);
  });

  it('sign in by password with a cookie that scripts cannot read, remember it, and sign out', async () => {
    const ada = await registerCustomer(gatewayUrl, mailbox);
    await signIn({ ...ada, password: 'not the right password' });
    await says(/wrong/);
    await signIn(ada);
    await says(/You are signed in/);
    expect(await refreshCookie()).to.include({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });
    expect(await page.evaluate(() => document.cookie)).to.equal('');
    await open('/account/sign-in');
    await says(/You are signed in/);
    await press('Sign out');
    await says(/You are signed out/);
    expect(await refreshCookie()).to.equal(undefined);
  });

  it('sign in by a mailed link', async () => {
    const { email } = await registerCustomer(gatewayUrl, mailbox);
    await askForLink(email);
    await follow(email, 'magic-link');
    await press('Sign in');
    await says(/You are signed in/);
    expect(await refreshCookie()).not.to.equal(undefined);
  });

  it('set a new password', async () => {
    const { email } = await registerCustomer(gatewayUrl, mailbox);
    await visitor.POST('/api/v1/auth/password/forgot', { body: { email } });
    await follow(email, 'reset');
    const password = 'nine patient herons wade';
    await page.getByLabel('New password').fill(password);
    await press('Set the password');
    await says(/Your new password is set/);
    await signIn({ email, password });
    await says(/You are signed in/);
  });

  it('ask for the code of an authenticator app, after a mailed link as well', async () => {
    const ada = await registerCustomer(gatewayUrl, mailbox);
    const { secret } = (await ada.oms.POST('/api/v1/auth/mfa/totp')).data;
    await ada.oms.POST('/api/v1/auth/mfa/totp/confirm', { body: { code: codeOf(secret, -1) } });
    const finish = async (ahead: number) => {
      await says(/One more step/);
      await page.getByLabel('Code of your authenticator app').fill(codeOf(secret, ahead));
      await press('Go on');
      await says(/You are signed in/);
    };
    await signIn(ada);
    await finish(0);
    await context.clearCookies();
    await askForLink(ada.email);
    await follow(ada.email, 'magic-link');
    await press('Sign in');
    await finish(1);
  });

  it('ask for a passkey or a recovery code where there is a passkey', async () => {
    const ada = await registerCustomer(gatewayUrl, mailbox);
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await open('/account/sign-in');
    const { data: options } = await ada.oms.POST('/api/v1/auth/passkeys/options');
    const credential = await page.evaluate(
      async (json) => {
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
        const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
        return made.toJSON() as unknown as NewPasskey['credential'];
      },
      options as unknown as PublicKeyCredentialCreationOptionsJSON,
    );
    const { data: added } = await ada.oms.POST('/api/v1/auth/passkeys', { body: { credential } });
    await signIn(ada);
    await says(/One more step/);
    await press('Use a passkey');
    await says(/You are signed in/);
    await press('Sign out');
    await says(/You are signed out/);
    await press('Sign in with a passkey');
    await says(/You are signed in/);
    await press('Sign out');
    await says(/You are signed out/);
    await signIn(ada);
    await says(/One more step/);
    await page.getByLabel('Code of your authenticator app').fill(added.recoveryCodes?.[0] ?? '');
    await press('Go on');
    await says(/You are signed in/);
  });
});
