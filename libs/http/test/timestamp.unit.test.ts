import { timestamp } from '@oms/http';
import { expect } from 'chai';

describe('a time that a client sends', () => {
  it('becomes UTC, whatever its offset', () => {
    expect(timestamp.parse('2026-11-20T12:00:00+01:00')).to.equal('2026-11-20T11:00:00.000Z');
    expect(timestamp.parse('2026-11-20T12:00:00.5-23:59')).to.equal('2026-11-21T11:59:00.500Z');
  });

  it('is told what form it has to have, and that alone', () => {
    for (const text of ['yesterday', '2026-11-20', '2026-13-01T00:00:00Z', '']) {
      const messages = timestamp.safeParse(text).error?.issues.map(({ message }) => message);
      expect(messages, text).to.deep.equal(['must be a time such as 2026-01-31T12:00:00Z']);
    }
  });

  it('is refused where PostgreSQL could not hold it', () => {
    for (const text of [
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00+10:00',
      '9999-12-31T23:59:59-10:00',
      '2026-13-01T00:00:00Z',
      'yesterday',
    ]) {
      expect(timestamp.safeParse(text).success, text).to.equal(false);
    }
  });
});
