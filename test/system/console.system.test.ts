import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { eventually, findChromium, skipBecause } from '@oms/testing';
import type { AxeResults } from 'axe-core';
import { expect } from 'chai';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Client, createClient, logIn, registerCustomer } from './client.ts';
import { openMailbox } from './mailbox.ts';
import { bootSystem, type RunningSystem, runningSystem } from './running-system.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** For conditions of the page, on a machine that has other things to do. */
const patience = 20_000;

describe('the operations console, in a browser', function () {
  this.timeout(90_000);
  let system: RunningSystem | undefined;
  let client: Client;
  let token: string;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let axeSource: string;
  /** What the pages complained about, and what they asked of others. */
  const complaints: string[] = [];

  before(async function () {
    const executablePath = findChromium();
    if (executablePath === undefined)
      skipBecause(this, 'no Chromium on this machine: install chromium, or set CHROMIUM_PATH');
    system = process.env.BASE_URL ? await runningSystem() : await bootSystem({ gatewayHost: 'localhost' });
    client = createClient(system.gatewayUrl);
    axeSource = await readFile(axe, 'utf8');
    ({ token } = await logIn(client, system.admin.email, system.admin.password));
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
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
  });
  afterEach(() => {
    expect(complaints.splice(0)).to.deep.equal([]);
  });
  after(async () => {
    await browser?.close();
    await system?.stop();
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  /** Of an open dialog. */
  const dialog = () => page.getByRole('dialog');
  const submit = (name: string) => dialog().getByRole('button', { name, exact: true }).click();
  const says = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
  async function open(path: string, title: string | RegExp): Promise<void> {
    await page.goto(`${system?.gatewayUrl}/console${path}`);
    await heading(title);
    // All that it asks for is there.
    await page.waitForLoadState('networkidle');
  }
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

  /** What axe-core finds wrong with the page as it is (WCAG 2.2, A and AA, and best practices). */
  async function faults(): Promise<string[]> {
    // Through the debugger's protocol, past the page's Content-Security-Policy, which forbids foreign scripts.
    await page.evaluate(axeSource);
    const results = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  async function placeOrder(quantity = 2): Promise<{ id: string; number: string; total: { currency: string } }> {
    const products = await client.call('GET', '/api/v1/products?currency=EUR&limit=100');
    const product = products.body.data.find(
      ({ availability }: { availability: string }) => availability === 'in_stock',
    );
    const { status, body } = await client.call('POST', '/api/v1/orders', {
      token,
      body: {
        currency: 'EUR',
        items: [{ sku: product.sku, quantity }],
        shippingAddress: {
          name: 'Ada <b>Lovelace</b>',
          line1: '12 St James Square',
          city: 'London',
          postalCode: 'SW1Y 4JH',
          country: 'GB',
        },
      },
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return { ...body, total: body.totals.total };
  }
  async function refundsOf(id: string): Promise<unknown[]> {
    const { body } = await client.call('GET', `/api/v1/orders/${id}/refunds`, { token });
    return body.data.map(({ amount }: { amount: unknown }) => amount);
  }

  it('lets staff in by password, and says what is wrong with a wrong one', async () => {
    await page.goto(`${system?.gatewayUrl}/console/orders`);
    await page.getByLabel('E-mail address').fill(system?.admin.email ?? '');
    await page.getByLabel('Password').fill('not the right password');
    expect(await faults()).to.deep.equal([]);
    await press('Sign in');
    await page.getByRole('alert').filter({ hasText: /wrong/ }).waitFor();
    await page.getByLabel('Password').fill(system?.admin.password ?? '');
    await press('Sign in');
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
    const { id, number, total } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    await press('Record a payment');
    expect(await faults()).to.deep.equal([]);
    await submit('Record');
    await says(/payment of .* is recorded/);
    await press('Ship');
    await dialog().getByLabel('Carrier').fill('DHL');
    await submit('Ship');
    await says(/shipment is recorded/);
    await page.getByRole('table', { name: 'Shipments' }).getByText('DHL').waitFor();
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
    expect(await refundsOf(id)).to.deep.equal([{ amount: 150, currency: total.currency }]);
    const timeline = page.getByRole('list', { name: 'Timeline' });
    for (const step of ['Order placed', 'Shipment shipped', 'Refund']) {
      await timeline.getByText(new RegExp(step)).first().waitFor();
    }
    expect(await faults()).to.deep.equal([]);
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
    const { headers } = await client.call('GET', `/api/v1/orders/${id}`, { token });
    const ifMatch = { 'If-Match': headers.get('etag') ?? '' };
    await client.call('PATCH', `/api/v1/orders/${id}`, { token, body: { note: 'By the back door' }, headers: ifMatch });
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
    const { body } = await client.call('GET', `/api/v1/orders/${id}/comments`, { token });
    expect(body.data).to.have.length(1);
    expect(body.data[0].visibility).to.equal('internal');
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
    expect(await faults()).to.deep.equal([]);
  });

  it('shows dead letters of each service', async () => {
    await open('/dead-letters', 'Dead letters');
    await page.getByLabel('Service').selectOption('mailer');
    await page.getByText('oms.mailer.mail', { exact: false }).first().waitFor();
    expect(await faults()).to.deep.equal([]);
  });

  it('suspends an account and lets it in again', async () => {
    const mailbox = openMailbox(system?.mailUrl ?? '');
    const ada = await registerCustomer(client, mailbox);
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
    const { status } = await client.call('POST', '/api/v1/auth/login', {
      body: { email: ada.email, password: ada.password },
    });
    expect(status).to.equal(403);
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
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(excess, path).to.be.at.most(0);
    }
    expect(await faults()).to.deep.equal([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('asks to sign in again when the session has ended, and goes on at the same page', async () => {
    const { id, number } = await placeOrder();
    await open(`/orders/${id}`, `Order ${number}`);
    await press('Sign out');
    await page.getByText('You are signed out.').waitFor();
    await page.reload();
    await page.getByLabel('E-mail address').waitFor();
    await page.getByLabel('E-mail address').fill(system?.admin.email ?? '');
    await page.getByLabel('Password').fill(system?.admin.password ?? '');
    await press('Sign in');
    await heading(`Order ${number}`);
  });
});
