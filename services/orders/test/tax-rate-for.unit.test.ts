import { expect } from 'chai';
import { type Rate, taxRateFor } from '../src/tax-rates/tax-rate-for.ts';

const rates: Rate[] = [
  { taxClass: 'standard', region: '', ratePpm: 210_000 },
  { taxClass: 'reduced', region: '', ratePpm: 100_000 },
  { taxClass: 'standard', region: 'Canarias', ratePpm: 70_000 },
];

describe('the rate of tax', () => {
  it('is that of the class in the country', () => {
    expect(taxRateFor(rates, 'standard', undefined)).to.equal(210_000);
    expect(taxRateFor(rates, 'reduced', 'Madrid')).to.equal(100_000);
  });

  it('is the region’s own where it has one, however it is written', () => {
    expect(taxRateFor(rates, 'standard', 'CANARIAS')).to.equal(70_000);
    expect(taxRateFor(rates, 'reduced', 'Canarias')).to.equal(100_000);
  });

  it('falls back to the next higher class where a country does not know the lower one', () => {
    expect(taxRateFor(rates, 'super_reduced', undefined)).to.equal(100_000);
    expect(taxRateFor([{ taxClass: 'standard', region: '', ratePpm: 250_000 }], 'reduced', undefined)).to.equal(
      250_000,
    );
  });

  it('is nothing for the class zero, and where there is no rate at all', () => {
    expect(taxRateFor(rates, 'zero', undefined)).to.equal(0);
    expect(taxRateFor([], 'standard', undefined)).to.equal(0);
  });
});
