import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { bootSystem, type RunningSystem, runningSystem } from './running-system.ts';

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
/** For conditions of the page, on a machine that has other things to do. */
const patience = 60_000;

describe('the documentation pages, in a browser', function () {
  this.timeout(180_000);
  let system: RunningSystem | undefined;
  let browser: Browser | undefined;
  let page: Page;
  /** What the pages complained about, and what they asked of others. */
  const complaints: string[] = [];

  before(async function () {
    browser = await openBrowser(this);
    system = process.env.BASE_URL ? await runningSystem() : await bootSystem({ gatewayHost: 'localhost' });
    page = await browser.newPage({ viewport: desktop });
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && origin !== system?.gatewayUrl)
        complaints.push(`asked for ${request.url()}`);
    });
  });
  beforeEach(() => page.setViewportSize(desktop));
  afterEach(() => {
    expect(complaints.splice(0)).to.deep.equal([]);
  });
  after(async () => {
    await browser?.close();
    await system?.stop();
  });

  const open = (path: string) => page.goto(`${system?.gatewayUrl}${path}`);
  /** Unless it is there already, for it takes the browser seconds to make this page. */
  async function openDocs(): Promise<void> {
    if (new URL(page.url()).pathname !== '/docs') await open('/docs');
    await filter().fill('');
  }
  const filter = () => page.getByPlaceholder('Filter by tag or path');
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  /** The page as a phone shows it: what is wider than the screen. */
  async function tooWideOnPhone(): Promise<string[]> {
    await page.setViewportSize(phone);
    return page.evaluate(() => {
      const isScrolled = (element: Element | null): boolean =>
        element !== null && (getComputedStyle(element).overflowX !== 'visible' || isScrolled(element.parentElement));
      const width = document.documentElement.clientWidth;
      const wide = [...document.body.querySelectorAll('*')].filter(
        (element) => element.getBoundingClientRect().right > width + 1 && !isScrolled(element.parentElement),
      );
      const outermost = wide.filter((element) => !wide.includes(element.parentElement as Element)).slice(0, 9);
      const names = outermost.map(({ tagName, className }) => `${tagName.toLowerCase()} ${className}`);
      return document.documentElement.scrollWidth > width ? ['the page', ...names] : names;
    });
  }
  const logIn = async (email = '', password = '') => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await press('Log in');
  };

  /** What is not to be seen is not there: the page makes of 160 operations those alone. */
  async function find(tag: string, operationId: string): Promise<Locator> {
    await filter().fill(tag);
    const operation = page.locator(`#operations-${tag}-${operationId}`);
    await operation.locator('.opblock-summary-control').click();
    return operation;
  }

  it('try a route as whoever logs in there', async () => {
    await openDocs();
    await logIn(system?.admin.email, system?.admin.password);
    await page.getByText(`Signed in as ${system?.admin.email}`).waitFor();
    const operation = await find('Orders', 'listOrders');
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    expect(await tooWideOnPhone()).to.deep.equal([]);
    await press('Log out');
    await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  });

  it('show the operations, one of them opened, on a phone', async () => {
    await openDocs();
    await page.locator('.opblock').first().waitFor();
    expect(await tooWideOnPhone()).to.deep.equal([]);
    const operation = await find('Orders', 'placeOrder');
    await operation.getByRole('button', { name: 'Execute' }).waitFor();
    expect(await tooWideOnPhone()).to.deep.equal([]);
    const outside = await operation.evaluate((block) =>
      [...block.querySelectorAll('td, pre, input, select')]
        .filter((part) => part.getBoundingClientRect().right > block.getBoundingClientRect().right)
        .map(({ className }) => className),
    );
    expect(outside, 'past the edge of its box').to.deep.equal([]);
  });

  it('lay the routes out for reading', async () => {
    await open('/redoc');
    await page.getByRole('heading', { name: /Place an order/i }).waitFor();
    expect(await page.locator('[data-section-id*="operation/"]').count()).to.be.above(100);
    expect(await tooWideOnPhone()).to.deep.equal([]);
  });

  it('tell of the events, and of the errors', async () => {
    await open('/asyncapi');
    expect(await page.locator('article').count()).to.be.above(60);
    await page.getByText('Example').first().click();
    await page.locator('pre', { hasText: 'specversion' }).first().waitFor();
    expect(await tooWideOnPhone()).to.deep.equal([]);
    await open('/docs/problems#insufficient_stock');
    await page.locator('tr#insufficient_stock').waitFor();
    expect(await tooWideOnPhone()).to.deep.equal([]);
    await open('/');
    expect(await tooWideOnPhone()).to.deep.equal([]);
  });
});
