import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '@oms/local';
import { eventually, repositoryRoot, skipBecause, useInfrastructure } from '@oms/testing';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../system/browser.ts';
import { openMailbox } from '../system/mailbox.ts';
import { registerCustomer } from '../system/people.ts';
import { type BootedSystem, bootSystem } from '../system/running-system.ts';
import { type Edge, requireTraefik, startEdge } from './edge.ts';

const dashboard = '/operators/traefik/dashboard/';

describe('Operators’ pages behind the edge, in a browser', () => {
  let system: BootedSystem | undefined;
  let edge: Edge | undefined;
  let forwarder: ChildProcess | undefined;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let origin: string;

  before(async function () {
    if (process.env.BASE_URL) skipBecause(this, 'it starts an edge of its own, not that of a running system');
    requireTraefik(this);
    browser = await openBrowser(this);
    const port = await freePort();
    origin = `https://localhost:${port}`;
    system = await bootSystem({ settings: { PUBLIC_URL: origin } });
    const { host } = new URL(useInfrastructure().managementUrl);
    const pagesPort = `${await freePort()}`;
    forwarder = spawn(process.execPath, [join(repositoryRoot, 'docker/service/forward.mjs'), pagesPort, host]);
    const pages = { 'rabbitmq-pages': [`http://127.0.0.1:${pagesPort}`] };
    const upstreams = { ...system.replicas, ...pages, portal: [system.gatewayUrl] };
    edge = await startEdge({ domain: 'localhost', port, upstreams });
  });
  beforeEach(async () => {
    if (!browser) throw new Error('there is no browser');
    context = await browser.newContext({ ignoreHTTPSErrors: true });
    page = await context.newPage();
  });
  afterEach(() => context?.close());
  after(async () => {
    await browser?.close();
    await edge?.stop();
    forwarder?.kill();
    await system?.stop();
  });

  const at = (path: string) => eventually(() => new URL(page.url()).pathname === path);
  const says = (text: RegExp) =>
    eventually(async () => text.test((await page.getByRole('status').textContent()) ?? ''));
  async function signIn({ email, password }: { email: string; password: string }): Promise<void> {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
  /** As the page's own scripts ask, with the browser's cookies. */
  const ask = (path: string) =>
    page.evaluate(async (url) => {
      const response = await fetch(url, { redirect: 'manual' });
      return { status: response.status, body: await response.text() };
    }, path);

  it('send who is not signed in to sign in, and an administrator on to the page', async () => {
    await page.goto(`${origin}${dashboard}`);
    expect(new URL(page.url()).pathname).to.equal('/account/sign-in');
    expect((await ask('/operators/traefik/api/rawdata')).status).to.equal(401);
    await signIn(system?.admin ?? { email: '', password: '' });
    await at(dashboard);
    const { status, body } = await ask('/operators/traefik/api/rawdata');
    expect(status).to.equal(200);
    expect(Object.keys(JSON.parse(body).routers)).to.include('oms-orders@file');
    // Known now, also in another window, and no longer once signed out.
    const other = await context.newPage();
    await other.goto(`${origin}${dashboard}`);
    expect(new URL(other.url()).pathname).to.equal(dashboard);
    await page.goto(`${origin}/account/sign-in`);
    await says(/You are signed in/);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await says(/You are signed out/);
    await other.reload();
    expect(new URL(other.url()).pathname).to.equal('/account/sign-in');
  });

  it('are RabbitMQ’s too, which has a sign-in of its own', async () => {
    const { username, password } = new URL(useInfrastructure().managementUrl);
    await page.goto(`${origin}/operators/rabbitmq/`);
    await signIn(system?.admin ?? { email: '', password: '' });
    await at('/operators/rabbitmq/');
    await page.locator('input[name=username]').fill(username);
    await page.locator('input[name=password]').fill(password);
    await page.locator('input[type=submit]').click();
    await page.getByText('Queued messages').first().waitFor();
    // An escaped slash stays one: the name of the virtual host.
    await page.goto(`${origin}/operators/rabbitmq/?again#/exchanges/%2F/amq.topic`);
    await page.getByRole('heading', { name: /Exchange: amq.topic/ }).waitFor();
  });

  it('are closed to customers', async () => {
    const ada = await registerCustomer(system?.gatewayUrl ?? '', openMailbox(system?.mailUrl ?? ''));
    await page.goto(`${origin}${dashboard}`);
    await signIn(ada);
    await says(/administrator|not allowed|may not/i);
    expect((await ask('/operators/traefik/api/rawdata')).status).to.equal(401);
    await page.goto(`${origin}${dashboard}`);
    expect(new URL(page.url()).pathname).to.equal('/account/sign-in');
  });

  it('are closed to who only says to be somebody', async () => {
    const lies = {
      'x-auth-account': 'someone',
      'x-forwarded-uri': '/docs',
      'x-forwarded-method': 'OPTIONS',
      cookie: '__Host-rt=made-up',
      'sec-fetch-mode': 'cors',
    };
    for (const path of [
      dashboard,
      '/operators/rabbitmq/api/overview',
      '/operators/traefik/api/rawdata',
      '/docs/../operators/traefik/api/rawdata',
    ]) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        expect((await edge?.send(path, { method, headers: lies }))?.status, `${method} ${path}`).to.equal(401);
      }
    }
  });

  it('are where the services answer as well, with the caller’s own address', async () => {
    const reply = await edge?.send('/api/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7', 'user-agent': 'the-test' },
      body: JSON.stringify(system?.admin),
    });
    const { accessToken } = JSON.parse(reply?.body ?? '');
    const sessions = await edge?.send('/api/v1/auth/sessions', { headers: { authorization: `Bearer ${accessToken}` } });
    expect(sessions?.body).to.include('127.0.0.1').and.not.to.include('203.0.113.7');
    // A body that the service does not take is refused in its own words.
    const long = await edge?.send('/api/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'x'.repeat(3 * 1024 * 1024) }),
    });
    expect(long?.status).to.equal(413);
    expect(long?.headers['content-type']).to.match(/^application\/problem\+json/);
  });
});
