import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { bootSystem, type RunningSystem, runningSystem } from './running-system.ts';

describe('the gallery of mails, in a browser', () => {
  let system: RunningSystem | undefined;
  let browser: Browser | undefined;
  let page: Page;
  const complaints: string[] = [];

  before(async function () {
    browser = await openBrowser(this);
    system = process.env.BASE_URL ? await runningSystem() : await bootSystem({ gatewayHost: 'localhost' });
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // That nobody is signed in yet is answered by 401, which browsers complain about.
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
    });
  });
  after(async () => {
    await browser?.close();
    await system?.stop();
  });

  /** The page once every mail is there in a language. */
  async function allIn(locale: string): Promise<string[]> {
    const all = page.locator('article');
    await page.waitForFunction(
      (wanted) => {
        const cards = [...document.querySelectorAll<HTMLElement>('article')];
        return cards.length > 20 && cards.every(({ dataset }) => dataset.locale === wanted);
      },
      locale,
      { timeout: 30_000 },
    );
    return all.locator('.subject').allTextContents();
  }
  const overflowing = () =>
    page.evaluate(() => {
      const tooWide = [...document.querySelectorAll('iframe')].filter(
        ({ contentDocument, clientWidth }) => (contentDocument?.documentElement.scrollWidth ?? 0) > clientWidth,
      );
      return [
        ...tooWide.map(({ title }) => title),
        ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
      ];
    });

  it('sends whoever is not signed in to sign in, and back', async () => {
    await page.goto(`${system?.gatewayUrl}/api/v1/mail/templates/gallery`);
    await page.getByText('Sign in to see the mails.').waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail address').fill(system?.admin.email ?? '');
    await page.getByLabel('Password').fill(system?.admin.password ?? '');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/api/v1/mail/templates/gallery*');
  });

  it('shows every mail in each language as a phone shows it, and as a desktop does', async () => {
    expect(await allIn('en'))
      .to.include('Confirm your e-mail address')
      .and.include('Your order A-100042');
    expect(await overflowing()).to.deep.equal([]);
    await page.getByLabel('Language').selectOption({ label: 'German' });
    expect(await allIn('de')).to.include('Ihre Bestellung A-100042');
    const order = page.frameLocator('iframe[title="order-confirmation"]');
    expect(await order.locator('body').innerText()).to.contain('151,33\u00a0€');
    expect(await overflowing()).to.deep.equal([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByLabel('Width').selectOption('desktop');
    expect(await overflowing()).to.deep.equal([]);
    expect(
      await page
        .locator('iframe')
        .first()
        .evaluate(({ clientWidth }) => clientWidth),
    ).to.be.at.least(600);
  });

  it('keeps in its address what was chosen', async () => {
    await page.getByLabel('Show').selectOption('password-reset');
    await page.reload();
    await page.getByText('Neues Passwort festlegen').first().waitFor();
    expect(await page.locator('article:visible').count()).to.equal(1);
  });

  it('had nothing to complain about', () => {
    expect(complaints).to.deep.equal([]);
  });
});
