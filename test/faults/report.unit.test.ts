import { expect } from 'chai';
import { finding } from './finding.ts';
import { describeReport } from './report.ts';

describe('the report of a run of faults', () => {
  const done = [['orders', 600]] as const;

  it('says that everything held when nothing offends', () => {
    const text = describeReport(done, [finding('Each order exists', '600 orders', [])]);
    expect(text).to.match(/orders {2}600/);
    expect(text).to.match(/ok {3}Each order exists {2}600 orders/);
    expect(text).to.match(/Everything held\.$/);
  });

  it('names the first that offend, counts the rest, and says how many claims did not hold', () => {
    const lost = Array.from({ length: 12 }, (_, index) => `A-${index}`);
    const text = describeReport(done, [
      finding('Each order exists', '600 orders', lost),
      finding('All is well', '', []),
    ]);
    expect(text).to.match(/FAIL Each order exists/);
    expect(text).to.contain('A-9\n').and.not.contain('A-10');
    expect(text).to.contain('and 2 more');
    expect(text).to.match(/1 of 2 did not hold\.$/);
  });
});
