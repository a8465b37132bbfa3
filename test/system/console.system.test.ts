import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Client, type components, each } from '@oms/client';
import { createTestBroker, eventually, skipBecause, type TestBroker } from '@oms/testing';
import { connect } from 'amqplib';
import type { AxeResults } from 'axe-core';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { codeOf } from './authenticator-app.ts';
import { openBrowser } from './browser.ts';
import { openMailbox } from './mailbox.ts';
import { all, refusal, registerCustomer, signIn as signInByApi } from './people.ts';
import { bootSystem, type RunningSystem, runningSystem } from './running-system.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** For conditions of the page, on a machine that has other things to do. */
const patience = 20_000;

describe('the operations console, in a browser', function () {
  this.timeout(90_000);
  let system: RunningSystem | undefined;
  /** Of the system, where it is one of our own. */
  let broker: TestBroker | undefined;
  /** The administrator, beside the page. */
  let oms: Client;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let axeSource: string;
  /** What the pages complained about, and what they asked of others. */
  const complaints: string[] = [];

  before(async function () {
    browser = await openBrowser(this);
    if (process.env.BASE_URL) system = await runningSystem();
    else {
      broker = await createTestBroker({ queues: 'all' });
      system = await bootSystem({ gatewayHost: 'localhost', amqpUrl: broker.url });
    }
    axeSource = await readFile(axe, 'utf8');
    ({ oms } = await signInByApi(system.gatewayUrl, system.admin));
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(patience);
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // Browsers complain of answers that refuse something; each of these is one that the console handles.
      const refused = /the server responded with a status of (401|409|412)/.test(message.text());
      if (message.type() === 'error' && !refused) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== system?.gatewayUrl) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(`${system.gatewayUrl}/console`);
    await signIn(system.admin.email, system.admin.password);
    await heading(/Hello/);
  });
  afterEach(() => {
    expect(complaints.splice(0)).to.deep.equal([]);
  });
  after(async () => {
    await browser?.close();
    await system?.stop();
    await broker?.drop();
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  /** Of an open dialog. */
  const dialog = () => page.getByRole('dialog');
  const submit = (name: string) => dialog().getByRole('button', { name, exact: true }).click();
  const says = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
  async function open(path: string, title: string | RegExp): Promise<void> {
    await page.goto(`${system?.gatewayUrl}/console${path}`);
    await heading(title);
  }
  async function signIn(email = '', password = ''): Promise<void> {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await press('Sign in');
  }
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

  /** What axe-core finds wrong with the page as it is (WCAG 2.2, A and AA, and best practices). */
  async function faults({ isWritten = false } = {}): Promise<string[]> {
    // All that the page asks for is there. A page that writes into a frame never counts as idle.
    if (!isWritten) await page.waitForLoadState('networkidle');
    // Through the debugger's protocol, past the page's Content-Security-Policy, which forbids foreign scripts.
    await page.evaluate(axeSource);
    const results = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  async function placeOrder(quantity = 2): Promise<components['schemas']['Order']> {
    const inEuros = { params: { query: { currency: 'EUR', limit: 100 } } };
    const products = await all(each(oms, '/api/v1/products', inEuros));
    const { sku } = products.find(({ availability }) => availability === 'in_stock') ?? expect.fail('all is sold out');
    const { data } = await oms.POST('/api/v1/orders', {
      body: {
        currency: 'EUR',
        items: [{ sku, quantity }],
        shippingAddress: {
          name: 'Ada <b>Lovelace</b>',
          line1: '12 St James Square',
          city: 'London',
          postalCode: 'SW1Y 4JH',
          country: 'GB',
        },
      },
    });
    return data;
  }
  async function refundsOf(id: string): Promise<unknown[]> {
    const { data } = await oms.GET('/api/v1/orders/{id}/refunds', { params: { path: { id } } });
    return data.data.map(({ amount }) => amount);
  }

  it('lets staff in by password, and says what is wrong with a wrong one', async () => {
    await context.clearCookies();
    await page.goto(`${system?.gatewayUrl}/console/orders`);
    await page.getByLabel('E-mail address').fill(system?.admin.email ?? '');
    await page.getByLabel('Password').fill('not the right password');
    expect(await faults()).to.deep.equal([]);
    await press('Sign in');
    await page.getByRole('alert').filter({ hasText: /wrong/ }).waitFor();
    await signIn(system?.admin.email, system?.admin.password);
    await heading('Orders');
    expect(await page.evaluate(() => document.cookie)).to.equal('');
    await page.reload();
    await heading('Orders');
  });

  it('finds an order, and shows it with its text escaped', async () => {
    const { number } = await placeOrder();
    await open('/orders', 'Orders');
    await page.keyboard.press('/');
    await page.keyboard.type(number);
    await page.waitForURL((url) => url.searchParams.get('q') === number);
    await page.getByRole('row').nth(1).getByText(number).waitFor();
    expect(await faults()).to.deep.equal([]);
    await page.getByRole('link', { name: number }).click();
    await heading(`Order ${number}`);
    await page.getByText('Ada <b>Lovelace</b>').first().waitFor();
    expect(await faults()).to.deep.equal([]);
  });

  it('takes an order from its payment to a refund, and tells of each step', async () => {
    const { id, number, currency } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    await press('Record a payment');
    expect(await faults()).to.deep.equal([]);
    await submit('Record');
    await says(/payment of .* is recorded/);
    await press('Ship');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).to.equal('number');
    await dialog().getByLabel('Carrier').fill('DHL');
    await submit('Ship');
    await says(/shipment is recorded/);
    await page.getByRole('table', { name: 'Shipments' }).getByText('DHL').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused(), 'the button is gone').to.equal(`Order ${number}`);
    await press('Delivered');
    await submit('Record');
    await says(/delivery is recorded/);
    await press('Refund');
    await dialog().getByLabel('Amount').fill('1.50');
    await dialog().getByLabel('Reason').fill('A scratch');
    await dialog().getByRole('button', { name: 'Preview' }).click();
    await dialog()
      .getByText(/would pay back €1\.50/)
      .waitFor();
    expect(await refundsOf(id), 'a preview does nothing').to.deep.equal([]);
    await submit('Refund');
    await says(/€1\.50 is refunded/);
    expect(await refundsOf(id)).to.deep.equal([{ amount: 150, currency }]);
    const timeline = page.getByRole('list', { name: 'Timeline' });
    for (const step of ['Order placed', 'Shipment shipped', 'Refund']) {
      await timeline.getByText(new RegExp(step)).first().waitFor();
    }
    expect(await faults()).to.deep.equal([]);
  });

  it('captures money that was held, lets go of other, and cancels', async () => {
    const { id, number } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    const hold = async (amount: string) => {
      await press('Record a payment');
      await dialog().getByLabel('Amount').fill(amount);
      await dialog()
        .getByLabel(/only held/)
        .check();
      await submit('Record');
      await dialog().waitFor({ state: 'detached' });
    };
    await hold('1.00');
    await press('Capture');
    await submit('Capture');
    await says(/€1\.00 is captured/);
    await hold('2.00');
    await press('Void');
    await submit('Void');
    await says(/is voided/);
    await press('Cancel the order');
    await dialog().getByLabel('Reason').fill('Changed their mind');
    await submit('Cancel the order');
    await says(/is canceled/);
    expect(await refundsOf(id)).to.deep.equal([{ amount: 100, currency: 'EUR' }]);
  });

  it('takes a return from its request to its refund', async () => {
    const { id, number } = await placeOrder();
    const params = { path: { id } };
    await oms.POST('/api/v1/orders/{id}/payments', { params, body: { provider: 'manual' } });
    const { data: shipment } = await oms.POST('/api/v1/orders/{id}/shipments', { params, body: {} });
    await oms.POST('/api/v1/orders/{id}/shipments/{shipmentId}/deliver', {
      params: { path: { id, shipmentId: shipment.id } },
    });
    await open(`/orders/${id}`, `Order ${number}`);
    await press('Enter a return');
    await dialog().getByRole('spinbutton').first().fill('1');
    await dialog().getByLabel('Reason').fill('The wrong colour');
    await submit('Enter');
    await says(/is entered/);
    await press('Approve');
    await dialog().getByLabel('Answer').fill('Send it back to us');
    await submit('Approve');
    await says(/is approved/);
    await press('Received');
    await submit('Record');
    await says(/is received/);
    const row = page.getByRole('table', { name: 'Returns' }).getByRole('row').nth(1);
    await row.getByRole('button', { name: 'Refund' }).click();
    await submit('Refund');
    await says(/return is refunded/);
    await row.getByText('Refunded').waitFor();
    expect(await refundsOf(id)).to.have.length(1);
  });

  it('has whoever signed in long ago sign in again, and then does what they wanted', async () => {
    const { id, number } = await placeOrder();
    await oms.POST('/api/v1/orders/{id}/payments', { params: { path: { id } }, body: { provider: 'manual' } });
    await open(`/orders/${id}`, `Order ${number}`);
    // As the service answers a session that is older: sent twice, since the first is answered by a new token.
    let refusals = 2;
    await page.route('**/refunds', async (asked) => {
      if (asked.request().method() !== 'POST' || refusals === 0) return asked.fallback();
      refusals -= 1;
      const problem = { type: '/docs/problems#recent_login_required', title: 'Sign in again to do this', status: 401 };
      const body = JSON.stringify({ ...problem, code: 'recent_login_required', requestId: 'x' });
      await asked.fulfill({ status: 401, contentType: 'application/problem+json', body });
    });
    const refund = async () => {
      await press('Refund');
      await dialog().getByLabel('Amount').fill('1');
      await dialog().getByLabel('Reason').fill('A scratch');
      await submit('Refund');
    };
    await refund();
    const again = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await again.getByLabel('Password').fill('not the right password');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.getByRole('alert').filter({ hasText: /wrong/ }).waitFor();
    await page.keyboard.press('Escape');
    await dialog()
      .getByRole('alert')
      .filter({ hasText: /Sign in again/ })
      .waitFor();
    await submit('Back');
    await page.getByLabel('New comment').fill('Signed in as before');
    await press('Add the comment');
    await page.locator('blockquote', { hasText: 'Signed in as before' }).waitFor();
    refusals = 2;
    await refund();
    await again.getByLabel('Password').fill(system?.admin.password ?? '');
    expect(await faults()).to.deep.equal([]);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await says(/€1\.00 is refunded/);
    await page.unroute('**/refunds');
    expect(await refundsOf(id)).to.have.length(1);
  });

  it('says what a refusal says, and closes a dialog by Esc', async () => {
    const { id, number } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    await press('Record a payment');
    await dialog().getByLabel('Amount').fill('999999');
    await submit('Record');
    await dialog().getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('Record a payment');
  });

  it('shows an order anew that has changed under its reader, instead of writing over it', async () => {
    const { id, number } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    const { response } = await oms.GET('/api/v1/orders/{id}', { params: { path: { id } } });
    await oms.PATCH('/api/v1/orders/{id}', {
      params: { path: { id }, header: { 'If-Match': response.headers.get('etag') ?? '' } },
      body: { note: 'By the back door' },
    });
    await press('Edit the note');
    await dialog().getByLabel('Note').fill('By the front door');
    await submit('Save');
    await dialog()
      .getByText(/has changed meanwhile. What is shown now/)
      .waitFor();
    await page.locator('blockquote', { hasText: 'By the back door' }).waitFor();
  });

  it('keeps what staff write among themselves apart from what customers read', async () => {
    const { id, number } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    await page.getByLabel('New comment').fill('Fragile, says the warehouse');
    await press('Add the comment');
    await page.locator('blockquote', { hasText: 'Fragile' }).waitFor();
    const { data } = await oms.GET('/api/v1/orders/{id}/comments', { params: { path: { id } } });
    expect(data.data.map(({ visibility }) => visibility)).to.deep.equal(['internal']);
  });

  it('adjusts stock with a reason', async () => {
    await open('/products', 'Products');
    expect(await faults()).to.deep.equal([]);
    await page.getByRole('table', { name: 'Products' }).getByRole('link').first().click();
    await press('Adjust the stock');
    await dialog().getByLabel('Change').fill('7');
    await dialog().getByLabel('Reason').fill('Found behind the shelf');
    await submit('Adjust');
    await says(/There are .* on hand now/);
    const movement = page.getByRole('row', { name: /Found behind the shelf/ });
    await movement.getByText('+7').waitFor();
    expect(await faults()).to.deep.equal([]);
  });

  it('shows mails, and how one looks', async () => {
    await open('/mails', 'Mails');
    const mail = page.getByRole('link', { name: 'Order confirmation' }).first();
    await eventually(async () => {
      if (!(await mail.isVisible())) await page.reload();
      await mail.waitFor({ timeout: 2000 });
      return true;
    });
    expect(await faults()).to.deep.equal([]);
    await mail.click();
    await heading('Order confirmation');
    await page.frameLocator('iframe').getByText('A-100042').first().waitFor();
    expect(await faults({ isWritten: true })).to.deep.equal([]);
  });

  it('shows a dead letter, replays it and discards it', async function () {
    if (!broker) skipBecause(this, 'there is no way to the broker of a system that runs elsewhere');
    const connection = await connect(broker.url);
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue('oms.mailer.mail', Buffer.from('<b>boom</b>'), { messageId: 'unreadable-1', persistent: true });
    await channel.waitForConfirms();
    await connection.close();
    await open('/dead-letters', 'Dead letters');
    const letters = page.getByRole('table', { name: 'Dead letters' });
    const letter = letters.getByText('unreadable-1');
    await eventually(async () => {
      await page.getByLabel('Service').selectOption('orders');
      await page.getByText(/There is none/).waitFor({ timeout: 2000 });
      await page.getByLabel('Service').selectOption('mailer');
      await letter.waitFor({ timeout: 2000 });
      return true;
    });
    expect(await faults()).to.deep.equal([]);
    await press('Show');
    await dialog().getByText('<b>boom</b>').waitFor();
    expect(await faults()).to.deep.equal([]);
    await submit('Replay');
    await says(/is handled anew/);
    await eventually(async () => {
      await page.reload();
      await letter.waitFor({ timeout: 2000 });
      return true;
    });
    await press('Discard');
    await submit('Discard');
    await says(/is discarded/);
    await page.getByText(/There is none/).waitFor();
  });

  it('suspends an account and lets it in again', async () => {
    const mailbox = openMailbox(system?.mailUrl ?? '');
    const ada = await registerCustomer(system?.gatewayUrl ?? '', mailbox);
    await open('/accounts', 'Accounts');
    await page.getByLabel('Search').fill(ada.email);
    expect(await faults()).to.deep.equal([]);
    await page.getByRole('link', { name: ada.email }).click();
    await heading(ada.email);
    await press('Suspend');
    await dialog().getByLabel('Reason').fill('Asked for it');
    await submit('Suspend');
    await says(/is suspended/);
    await page.getByText('Suspended: Asked for it').waitFor();
    expect((await refusal(signInByApi(system?.gatewayUrl ?? '', ada))).status).to.equal(403);
    await press('Reactivate');
    await submit('Reactivate');
    await says(/can sign in again/);
    expect(await faults()).to.deep.equal([]);
  });

  it('shows on its first page what waits, and leads there', async () => {
    await page.goto(`${system?.gatewayUrl}/console`);
    await heading(/Hello/);
    await page.getByRole('link', { name: /^[1-9].*Orders that wait for payment/ }).click();
    await heading('Orders');
    await page.goBack();
    await heading(/Hello/);
    expect(await faults()).to.deep.equal([]);
  });

  it('fits a window of 390 pixels', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const { id, number } = await placeOrder();
    for (const [path, title] of [
      ['', /Hello/],
      ['/orders', 'Orders'],
      [`/orders/${id}`, `Order ${number}`],
      ['/products', 'Products'],
      ['/mails', 'Mails'],
      ['/dead-letters', 'Dead letters'],
      ['/accounts', 'Accounts'],
    ] as const) {
      await open(path, title);
      await page.waitForLoadState('networkidle');
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(excess, path).to.be.at.most(0);
    }
    expect(await faults()).to.deep.equal([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('can be read in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const { id, number } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    expect(await faults()).to.deep.equal([]);
    await open('/orders', 'Orders');
    expect(await faults()).to.deep.equal([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('asks to sign in again when the session has ended, and goes on at the same page', async () => {
    const { id, number } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    const { data: sessions } = await oms.GET('/api/v1/auth/sessions');
    for (const session of sessions.data.filter(({ current }) => !current)) {
      await oms.DELETE('/api/v1/auth/sessions/{id}', { params: { path: { id: session.id } } });
    }
    await eventually(async () => {
      await page.getByLabel('New comment').fill('Is anybody there?');
      await press('Add the comment');
      await page.getByText('Your session has ended. Sign in again.').waitFor({ timeout: 2000 });
      return true;
    });
    await signIn(system?.admin.email, system?.admin.password);
    await heading(`Order ${number}`);
    await press('Sign out');
    await page.getByText('You are signed out.').waitFor();
    await page.reload();
    await page.getByLabel('E-mail address').waitFor();
    expect((await context.cookies()).map(({ name }) => name)).not.to.include('__Host-rt');
  });

  it('asks for the second factor, a code or a recovery code, and has nothing for customers', async () => {
    const ada = await registerCustomer(system?.gatewayUrl ?? '', openMailbox(system?.mailUrl ?? ''));
    const { data: totp } = await ada.oms.POST('/api/v1/auth/mfa/totp');
    const { data: confirmed } = await ada.oms.POST('/api/v1/auth/mfa/totp/confirm', {
      body: { code: codeOf(totp.secret, -1) },
    });
    const enter = async (proof: string) => {
      await signIn(ada.email, ada.password);
      if (proof === '') await press('Use a recovery code');
      expect(await faults()).to.deep.equal([]);
      await page
        .getByLabel(proof === '' ? 'Recovery code' : 'Code of your authenticator app')
        .fill(proof || (confirmed.recoveryCodes[0] ?? ''));
      await press('Go on');
      await page.getByText(/for staff and administrators/).waitFor();
    };
    await context.clearCookies();
    await page.goto(`${system?.gatewayUrl}/console`);
    await enter(codeOf(totp.secret, 0));
    await page.reload();
    await page.getByText(/for staff and administrators/).waitFor();
    expect(await page.getByRole('navigation').getByRole('link').count()).to.equal(0);
    await press('Sign out');
    await enter('');
  });
});
