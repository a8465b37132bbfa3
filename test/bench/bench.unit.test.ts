import { expect } from 'chai';
import { captureRows, placingScripts } from '../../bench/limits/placing-rows.ts';
import { describeFall, fallen } from '../../bench/report.ts';
import { inTurn, median } from '../../bench/statistics.ts';

describe('the benchmark', () => {
  it('takes the middle of what it measured', () => {
    expect(median([5, 1, 3])).to.equal(3);
    expect(median([4, 1, 3, 2])).to.equal(2.5);
  });

  it('measures the limit and the work in turn', async () => {
    const order: string[] = [];
    const note = (name: string) => async () => order.push(name);
    await inTurn(2, note('limit'), note('work'));
    expect(order).to.deep.equal(['limit', 'work', 'limit', 'work']);
  });

  it('finds a ratio that fell by more than a fifth of the one that is kept, and no other', () => {
    const kept = { a: 0.5, b: 0.5 };
    expect(fallen({ name: 'a', measured: '', ratio: 0.41 }, kept)).to.equal(false);
    expect(fallen({ name: 'b', measured: '', ratio: 0.39 }, kept)).to.equal(true);
    expect(fallen({ name: 'new', measured: '', ratio: 0.01 }, kept)).to.equal(false);
    expect(describeFall({ name: 'b', measured: '', ratio: 0.39 }, kept)).to.match(/^b: 0\.39 .* 0\.50/);
  });

  it('writes the rows of an order as scripts that pgbench takes for what they are', async () => {
    const columns = [
      { name: 'id', type: 'uuid' },
      { name: 'body', type: 'text' },
    ];
    const texts = ['the-id', `{"it's":"urn:oms at 10:30"}`];
    const db = {
      query: async (sql: string) =>
        (/pg_attribute/.test(sql) ? columns : /ARRAY\[/.test(sql) ? [{ texts }] : []) as never,
      pool: { query: async () => undefined } as never,
    };
    const captured = await captureRows(db, async () => 'order');
    const { several, one } = placingScripts(captured, ['p0', 'p1', 'p2']);
    for (const script of [several, one]) {
      // Colons before letters are variables to pgbench, in texts as well.
      expect(script).to.contain(`E'{"it''s":"urn\\072oms at 10:30"}'::text`);
      expect(script).to.contain(`(ARRAY['p0', 'p1', 'p2']::uuid[])[:p1::integer]`);
      expect(script).to.contain('INSERT INTO orders (id, body) VALUES ((lpad(');
    }
    expect(several.match(/INSERT INTO/g)).to.have.length(7);
    expect(one.match(/;\n/g)).to.have.length(1);
  });
});
