import { expect } from 'chai';
import { formatDelta, formatMoney, moneyText, parseMoney, words } from '../console/src/format.ts';

describe('The console', () => {
  it('reads an amount as people write it, to the minor unit of its currency and never beyond', () => {
    expect(parseMoney('19.99', 'EUR')).to.deep.equal({ amount: 1999, currency: 'EUR' });
    expect(parseMoney(' 19,9 ', 'EUR')).to.deep.equal({ amount: 1990, currency: 'EUR' });
    expect(parseMoney('19', 'EUR')).to.deep.equal({ amount: 1900, currency: 'EUR' });
    expect(parseMoney('1999', 'JPY')).to.deep.equal({ amount: 1999, currency: 'JPY' });
    expect(parseMoney('1.234', 'KWD')).to.deep.equal({ amount: 1234, currency: 'KWD' });
    // 0.29 * 100 is 28.999999999999996.
    expect(parseMoney('0.29', 'EUR')).to.deep.equal({ amount: 29, currency: 'EUR' });
    for (const [text, currency] of [
      ['19.999', 'EUR'],
      ['19.9', 'JPY'],
      ['1,234.50', 'EUR'],
      ['-5', 'EUR'],
      ['', 'EUR'],
      ['5 EUR', 'EUR'],
    ] as const) {
      expect(parseMoney(text, currency), text).to.equal(undefined);
    }
  });

  it('writes amounts with the digits of their currency', () => {
    expect(formatMoney({ amount: 123_456, currency: 'EUR' })).to.equal('€1,234.56');
    expect(formatMoney({ amount: -500, currency: 'EUR' })).to.equal('-€5.00');
    expect(formatMoney({ amount: 1999, currency: 'JPY' })).to.equal('¥1,999');
    expect(moneyText({ amount: 5, currency: 'EUR' })).to.equal('0.05');
  });

  it('writes codes as words, and changes with their sign', () => {
    expect(words('partially_shipped')).to.equal('Partially shipped');
    expect(words('orderUpdates')).to.equal('Order updates');
    expect(words('order-confirmation')).to.equal('Order confirmation');
    expect([3, 0, -2].map(formatDelta)).to.deep.equal(['+3', '0', '-2']);
  });
});
