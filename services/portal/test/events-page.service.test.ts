import { findChromium, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { type Browser, chromium } from 'playwright-core';
import { readConfig } from '../src/config.ts';
import { createPortalService } from '../src/service.ts';

describe('The page of events, in a browser', () => {
  let portal: Awaited<ReturnType<typeof createPortalService>> | undefined;
  let browser: Browser | undefined;
  let base: string;

  before(async function () {
    const executablePath = findChromium();
    if (executablePath === undefined)
      skipBecause(this, 'no Chromium on this machine: install chromium, or set CHROMIUM_PATH');
    portal = await createPortalService(
      readConfig({ NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' }),
    );
    base = `http://127.0.0.1:${(await portal.start()).port}`;
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  });
  after(async () => {
    await browser?.close();
    await portal?.stop();
  });

  it('can be read on a phone and on a desk without a complaint, down to what an event holds', async () => {
    for (const width of [360, 1200]) {
      const context = await browser?.newContext({ viewport: { width, height: 800 } });
      const page = await context?.newPage();
      if (!page) throw new Error('there is no browser');
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(`${base}/asyncapi`);
      await page.locator('nav summary', { hasText: 'orders' }).click();
      await page.getByRole('link', { name: 'order.placed.v1', exact: true }).click();
      const event = page.locator('article:target');
      await event.locator('summary').click();
      expect(await event.locator('pre').innerText()).to.contain('"type": "oms.orders.order.placed.v1"');
      await event.getByRole('link', { name: 'Order', exact: true }).click();
      expect(await page.locator('article:target h3').innerText()).to.equal('Order');
      const wider = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(wider, `pixels beyond a window of ${width}`).to.be.at.most(0);
      expect(complaints).to.deep.equal([]);
      await context?.close();
    }
  });
});
