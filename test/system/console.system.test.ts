import { createRequire } from 'node:module';
import { findChromium, skipBecause } from '@oms/testing';
import type { AxeResults } from 'axe-core';
import { expect } from 'chai';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Client, createClient, logIn } from './client.ts';
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
  /** What the pages complained about, and what they asked of others. */
  const complaints: string[] = [];

  before(async function () {
    const executablePath = findChromium();
    if (executablePath === undefined)
      skipBecause(this, 'no Chromium on this machine: install chromium, or set CHROMIUM_PATH');
    system = process.env.BASE_URL ? await runningSystem() : await bootSystem({ gatewayHost: 'localhost' });
    client = createClient(system.gatewayUrl);
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
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

  /** What axe-core finds wrong with the page as it is (WCAG 2.2, A and AA, and best practices). */
  async function faults(): Promise<string[]> {
    // Through the debugger's protocol, past the page's Content-Security-Policy, which forbids foreign scripts.
    await page.evaluate(await readAxe());
    const results = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }
  let axeSource: string | undefined;
  async function readAxe(): Promise<string> {
    const { readFile } = await import('node:fs/promises');
    axeSource ??= await readFile(axe, 'utf8');
    return axeSource;
  }

  async function placeOrder(quantity = 2): Promise<{ id: string; number: string }> {
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
    return body;
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

  it('finds an order and shows it whole', async () => {
    const { number } = await placeOrder();
    await page.goto(`${system?.gatewayUrl}/console/orders`);
    await heading('Orders');
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
});
