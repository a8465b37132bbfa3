import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { type Column, sendRows } from '../src/index.ts';

interface Row {
  name: string | null;
  amount: number;
}

const columns: readonly Column<Row>[] = [
  ['name', ({ name }) => name],
  ['amount', ({ amount }) => amount],
];

async function* rows(...items: Row[]) {
  yield* items;
}

const csv = (...items: Row[]): Promise<string> =>
  text(sendRows('text/csv', rows(...items), { name: 'rows', columns }).content);

describe('Rows sent as a file', () => {
  it('are CSV as RFC 4180 has it', async () => {
    expect(await csv({ name: 'Zoë "the" Great, Ltd', amount: 1 }, { name: 'two\nlines', amount: 2 })).to.equal(
      'name,amount\r\n"Zoë ""the"" Great, Ltd",1\r\n"two\nlines",2\r\n',
    );
    expect(await csv({ name: null, amount: 0 })).to.equal('name,amount\r\n,0\r\n');
    expect(await csv()).to.equal('name,amount\r\n');
  });

  it('hold no formula that a spreadsheet would run, and leave numbers as they are', async () => {
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠1']) {
      const field = (await csv({ name: formula, amount: -5 })).slice('name,amount\r\n'.length);
      expect(field, formula)
        .to.match(/^"?'/)
        .and.to.match(/,-5\r\n$/);
    }
  });

  it('are one JSON text a line', async () => {
    const { content, type } = sendRows('application/x-ndjson', rows({ name: '=a\n', amount: 1 }), {
      name: 'x',
      columns,
    });
    expect(type).to.equal('application/x-ndjson');
    expect(await text(content)).to.equal('{"name":"=a\\n","amount":1}\n');
  });
});
