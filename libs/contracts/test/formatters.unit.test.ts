import { expect } from 'chai';
import { countryNames, dateTimeFormat, numberFormat } from '../src/index.ts';

describe('formatters', () => {
  it('are made once for the same arguments, and told apart by each of them', () => {
    expect(numberFormat('de')).to.equal(numberFormat('de'));
    expect(numberFormat('de').format(1234.5)).to.equal('1.234,5');
    expect(numberFormat('en').format(1234.5)).to.equal('1,234.5');
    expect(numberFormat('en', { minimumFractionDigits: 2 }).format(1)).to.equal('1.00');
    expect(dateTimeFormat('en', { timeZone: 'UTC' })).to.not.equal(dateTimeFormat('en', { timeZone: 'Asia/Tokyo' }));
    expect(countryNames('de').of('GB')).to.equal('Vereinigtes Königreich');
  });

  it('are refused for what is no language or time zone, each time', () => {
    for (let time = 0; time < 2; time += 1) {
      expect(() => dateTimeFormat('en', { timeZone: 'Nowhere/Land' })).to.throw(RangeError);
      expect(() => numberFormat('not a language')).to.throw(RangeError);
    }
  });

  it('are forgotten before they are too many', () => {
    const first = numberFormat('en', { maximumFractionDigits: 0 });
    for (let digits = 1; digits <= 20; digits += 1)
      for (let integers = 1; integers <= 20; integers += 1)
        numberFormat('en', { maximumFractionDigits: digits, minimumIntegerDigits: integers });
    expect(numberFormat('en', { maximumFractionDigits: 0 })).to.not.equal(first);
  });
});
