import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { loadCatalogue, locales, resolveLocale, resolveTimeZone, translator } from '../src/templates/catalogue.ts';
import { compileTemplates } from '../src/templates/compile.ts';
import { templates } from '../src/templates/index.ts';
import { orderConfirmation, totalRows } from '../src/templates/order-confirmation.ts';
import { createRenderer, type RenderInput } from '../src/templates/render.ts';
import { returnReceived } from '../src/templates/return-mails.ts';
import { sampleOrder } from '../src/templates/sample-order.ts';
import { verifyEmail } from '../src/templates/verify-email.ts';

const render = createRenderer({ templates, brand: 'Lantern & Co', publicUrl: 'https://shop.example/' });
const input: RenderInput = {
  template: orderConfirmation,
  data: sampleOrder,
  recipient: 'ada@example.com',
  recipientName: 'Ada',
  locale: 'en',
  timeZone: 'UTC',
};

describe('mail templates', () => {
  it('are compiled from the sources that stand beside them', async () => {
    for (const { file, content } of await compileTemplates()) {
      expect(await readFile(file, 'utf8'), `${file.pathname}: run npm run templates`).to.equal(content);
    }
  });

  it('stand in the README with their category, and what is done with them in doubt', async () => {
    const rows = (await readFile(new URL('../README.md', import.meta.url), 'utf8')).split('\n');
    for (const { name, category, inDoubt } of templates) {
      const row = rows.find((line) => line.startsWith('|') && line.includes(`\`${name}\``)) ?? '';
      const [, , , shown, doubt] = row.split('|').map((cell) => cell.trim());
      expect([shown, doubt], name).to.deep.equal([`\`${category}\``, inDoubt === 'hold' ? 'held' : 'resent']);
    }
  });

  it('have every text in every locale, with the same names to fill in', () => {
    const shape = (locale: (typeof locales)[number]) =>
      Object.entries(loadCatalogue(locale)).flatMap(([section, texts]) =>
        Object.entries(texts).map(([key, text]) =>
          [section, key, (text.match(/\{\w+\}/g) ?? []).sort().join()].join(' '),
        ),
      );
    for (const locale of locales) expect(shape(locale).sort(), locale).to.deep.equal(shape('en').sort());
  });

  for (const template of templates) {
    for (const locale of locales) {
      it(`render ${template.name} in ${locale} with nothing left open`, () => {
        const mail = render({ ...input, template, data: template.sample, locale, token: 'abc' });
        for (const part of [mail.subject, mail.html, mail.text]) {
          expect(part).to.not.match(/\{\{|\}\}|undefined|null|NaN|\[object/);
        }
        expect(mail.html).to.contain(`lang="${locale}"`);
      });
    }
  }

  it('show the lines, unit prices, totals, address and number of an order', () => {
    const { subject, html, text } = render(input);
    expect(subject).to.equal('Your order A-100042');
    for (const shown of [
      '2 × €74.90',
      '€149.80',
      '1 × €12.90',
      '€162.70',
      '-€16.27',
      '€4.90',
      '€151.33',
      'Linienstraße 12',
      'Germany',
    ]) {
      expect(text, shown).to.contain(shown);
      expect(html, shown).to.contain(shown);
    }
  });

  it('write money and times as the recipient does, in their time zone', () => {
    const { text } = render({ ...input, locale: 'de', timeZone: 'Europe/Berlin' });
    expect(text).to.contain('151,33\u00a0€');
    expect(text).to.contain('21. November 2026 um 15:05 MEZ');
    expect(render({ ...input, locale: 'de-AT' }).text).to.contain('€\u00a0151,33');
  });

  it('list of a return what came, which can be less than was asked for', () => {
    const items = sampleOrder.lines.map((line, index) => ({ ...line, quantity: 3, received: index === 0 ? 1 : 0 }));
    const { number, placedAt } = sampleOrder;
    const data = { number, placedAt, return: { answer: null, items } };
    const { text } = render({ ...input, template: returnReceived, data });
    expect(text).to.contain('1 × Desk lamp').and.not.contain('3 ×').and.not.contain('Light bulb');
  });

  describe('about an order', () => {
    const orderPageUrl = 'https://shop.example/orders/{id}?number={number}';
    const linked = createRenderer({ templates, brand: 'OMS', publicUrl: 'https://shop.example', orderPageUrl });
    const { id, number } = sampleOrder;
    const link = `https://shop.example/orders/${id}?number=${number}`;
    const about = templates.filter(({ sample }) => (sample as { number?: string }).number === number);
    const toStaff = ['customer-comment', 'refund-failed', 'payment-disputed'];

    it('link to the shop’s page of it where a setting says where that is, but for those to staff', () => {
      for (const template of about) {
        const { html, text } = linked({ ...input, template, data: template.sample });
        if (toStaff.includes(template.name)) {
          expect(html + text, template.name).to.not.contain('/orders/');
        } else {
          expect(html, template.name)
            .to.contain(`href="${link.replace('&', '&amp;')}"`)
            .and.contain('View your order');
          expect(text, template.name).to.contain(`View your order: ${link}`);
        }
      }
      expect(about).to.have.length.greaterThan(12);
    });

    it('have no link without the setting, nor where they were written before orders had one', () => {
      for (const template of about) {
        const { id: _none, ...before } = template.sample as { id: string };
        expect(render({ ...input, template, data: template.sample }).text).to.not.contain('View your order');
        expect(linked({ ...input, template, data: before }).html).to.not.contain('View your order');
      }
    });
  });

  it('show the link that ends them at their foot, where there is one', () => {
    const unsubscribeLink = 'https://shop.example/api/v1/mail/unsubscribe?token=abc';
    for (const template of templates) {
      const { html, text } = render({ ...input, template, data: template.sample, locale: 'de', unsubscribeLink });
      expect(html, template.name).to.contain(`href="${unsubscribeLink}"`).and.contain('Solche E-Mails abbestellen');
      expect(text).to.match(/\nSolche E-Mails abbestellen: \S+token=abc\s*$/);
    }
    const without = render(input);
    expect(without.html + without.text).to.not.contain('Unsubscribe');
  });

  it('let no data become markup', () => {
    const hostile = '<img src=x onerror=alert(1)>"\'';
    const data = {
      ...sampleOrder,
      note: hostile,
      lines: sampleOrder.lines.map((line) => ({ ...line, name: hostile })),
    };
    const { html } = render({ ...input, data, recipientName: hostile });
    expect(html).to.not.contain('<img');
    expect(html).to.contain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;');
  });

  it('link to the page with the token in the fragment, where no server sees it', () => {
    const { html, text } = render({ ...input, template: verifyEmail, data: verifyEmail.sample, token: 'a-b_c' });
    const link = 'https://shop.example/account/verify-email#token=a-b_c';
    expect(text).to.contain(link);
    expect(html).to.contain(`href="${link}"`);
  });

  it('say whether the total contains the tax or the tax was added', () => {
    const labels = (pricesIncludeTax: boolean) =>
      totalRows(
        { ...sampleOrder, shippingMethod: null, pricesIncludeTax },
        translator(loadCatalogue('en'), 'order-confirmation'),
        'en',
      ).map(({ label }) => label);
    expect(labels(true)).to.deep.equal(['Subtotal', 'Discount', 'Shipping', 'Total', 'Tax included']);
    expect(labels(false)).to.deep.equal(['Subtotal', 'Discount', 'Shipping', 'Tax', 'Total']);
  });
});

describe('the locale of a mail', () => {
  it('is the recipient’s own where its language has texts, else English', () => {
    expect(['de-AT', 'de_at', 'DE', 'fr', 'not a locale', '', null].map(resolveLocale)).to.deep.equal([
      'de-AT',
      'de-AT',
      'de',
      'en',
      'en',
      'en',
      'en',
    ]);
  });

  it('comes with a time zone that exists', () => {
    expect(resolveTimeZone('Europe/Berlin', 'UTC')).to.equal('Europe/Berlin');
    expect(resolveTimeZone('Moon/Crater', 'UTC')).to.equal('UTC');
    expect(resolveTimeZone(null, 'Asia/Tokyo')).to.equal('Asia/Tokyo');
  });
});
