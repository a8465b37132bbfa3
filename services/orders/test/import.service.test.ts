import { randomUUID } from 'node:crypto';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Answer, type Orders, startOrders } from './orders-harness.ts';

describe('importing products', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());

  interface Sending {
    type?: string;
    query?: string;
    token?: string | undefined;
    headers?: Record<string, string>;
    via?: number;
  }
  const send = (
    file: string,
    { type = 'text/csv', query = '', token = orders.staff.token, headers, via }: Sending = {},
  ) =>
    orders.call('POST', `/api/v1/products/import${query}`, {
      body: file,
      token,
      headers: { 'content-type': type, ...headers },
      ...(via !== undefined && { via }),
    });
  const sendJson = (lines: readonly unknown[], sending: Sending = {}) =>
    send(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'), {
      type: 'application/x-ndjson',
      ...sending,
    });
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const usd = (amount: number) => ({ amount, currency: 'USD' });
  /** A word that no other test's products have, for skus to begin with and lists to be searched by. */
  const newWord = () => `I${randomUUID().slice(0, 8)}`;
  const listed = async (word: string) => (await orders.as(undefined).get(`/products?q=${word}&limit=100`)).body.data;
  const bySku = async (word: string) =>
    Object.fromEntries((await listed(word)).map((product: { sku: string }) => [product.sku, product]));
  const read = async (id: string) => (await orders.as(undefined).get(`/products/${id}`)).body;
  const outcomes = ({ body }: Answer) =>
    (body.report ?? body).lines.map(({ line, outcome }: { line: number; outcome: string }) => [line, outcome]);
  const codes = ({ body }: Answer) =>
    (body.report ?? body).lines.flatMap(
      ({ line, errors }: { line: number; errors: { pointer: string; code: string }[] }) =>
        errors.map(({ pointer, code }) => [line, pointer, code]),
    );

  // The first of all, while there are hardly any products: PostgreSQL keeps plans that were good for few.
  it('finds what it adds by its key, even where a connection has checked keys of a small shop before', async () => {
    const word = newWord();
    for (let index = 0; index < 24; index += 1) {
      if (index === 12) await orders.db.query('ANALYZE products');
      await send(`sku,name,price.EUR\n${word}-${index},Thing,1.00`, { via: 0 });
    }
    const read = async () => {
      const [row] = await orders.db.query<{ added: number; scanned: number }>(
        `SELECT n_tup_ins::int AS added, seq_tup_read::int AS scanned FROM pg_stat_user_tables WHERE relname = 'products'`,
      );
      return row ?? { added: 0, scanned: 0 };
    };
    const before = await eventually(async () => {
      const now = await read();
      return now.added >= 24 && now;
    });
    const lines = Array.from({ length: 2_000 }, (_, index) => `${word}-new-${index},Thing ${index},1.00`);
    const { body } = await send(`sku,name,price.EUR\n${lines.join('\n')}`, { via: 0 });
    expect(body.counts.created).to.equal(2_000);
    const after = await eventually(async () => {
      const now = await read();
      return now.added >= before.added + 2_000 && now;
    });
    expect(after.scanned - before.scanned).to.be.below(20 * 2_000);
  });

  describe('from NDJSON', () => {
    it('adds what is new, changes what has changed, and leaves the rest alone', async () => {
      const word = newWord();
      const [changed, same] = [
        await orders.newProduct({ sku: `${word}-1`, description: 'Old', price: 500, stock: 3 }),
        await orders.newProduct({ sku: `${word}-2`, name: 'Same', price: 700, stock: 0 }),
      ];
      const answer = await sendJson([
        { sku: changed.sku, name: 'Changed', prices: [usd(600), eur(550)] },
        '',
        { sku: same.sku, name: 'Same', description: '', prices: [eur(700)], taxClass: 'standard', active: true },
        { sku: `${word}-3`, name: 'New', prices: [eur(0)], taxClass: 'reduced' },
      ]);
      expect(answer.status).to.equal(200);
      expect(answer.body).to.deep.equal({
        counts: { created: 1, updated: 1, unchanged: 1, error: 0 },
        lines: [
          { line: 1, sku: changed.sku, outcome: 'updated', errors: [] },
          { line: 3, sku: same.sku, outcome: 'unchanged', errors: [] },
          { line: 4, sku: `${word}-3`, outcome: 'created', errors: [] },
        ],
      });
      expect(await read(changed.id)).to.deep.equal({
        ...changed,
        name: 'Changed',
        prices: [eur(550), usd(600)],
        availability: 'in_stock',
        version: 2,
      });
      expect(await read(same.id)).to.deep.equal(same);
      const created = (await bySku(word))[`${word}-3`];
      expect(created).to.deep.include({ name: 'New', description: '', taxClass: 'reduced', active: true, version: 1 });
      expect(created.prices).to.deep.equal([eur(0)]);
      expect(await orders.stockOf(created)).to.deep.equal({ onHand: 0, reserved: 0, available: 0 });
    });

    it('keeps what a line leaves out', async () => {
      const product = await orders.newProduct({
        description: 'Kept',
        taxClass: 'zero',
        active: false,
        prices: [eur(5), usd(6)],
        stock: 0,
      });
      expect(outcomes(await sendJson([{ sku: product.sku, name: 'Renamed' }]))).to.deep.equal([[1, 'updated']]);
      expect(await read(product.id)).to.deep.equal({ ...product, name: 'Renamed', version: 2 });
    });

    it('tells of every line what is wrong, and writes nothing', async () => {
      const word = newWord();
      const present = await orders.newProduct({ stock: 0 });
      const answer = await sendJson([
        { sku: `${word}-1`, name: 'Right', prices: [eur(1)] },
        '{"sku": "broken',
        '[]',
        { sku: 'not a sku', name: 'x', prices: [eur(1)] },
        { sku: `${word}-2` },
        { sku: `${word}-3`, name: 'Three\u0000', prices: [eur(1)] },
        { sku: `${word}-4`, name: 'Four', prices: [eur(1), eur(2)], colour: 'red' },
        { sku: `${word}-5`, name: 'Five', prices: [{ amount: 1.5, currency: 'EUR' }] },
        { sku: `${word}-1`, name: 'Again', prices: [eur(1)] },
        { sku: present.sku, name: 'Changed', prices: [] },
      ]);
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'import_refused']);
      expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
      expect(answer.body.detail).to.include('9 of 10 lines');
      expect(answer.body.report.counts).to.deep.equal({ created: 1, updated: 0, unchanged: 0, error: 9 });
      expect(codes(answer)).to.have.deep.members([
        [2, '', 'malformed_json'],
        [3, '', 'invalid_type'],
        [4, '/sku', 'invalid_format'],
        [5, '/name', 'required'],
        [5, '/prices', 'required'],
        [6, '/name', 'invalid_characters'],
        [7, '/prices/1/currency', 'duplicate_currency'],
        [7, '/colour', 'unknown_field'],
        [8, '/prices/0/amount', 'invalid_type'],
        [9, '/sku', 'duplicate_sku'],
        [10, '/prices', 'too_small'],
      ]);
      expect(answer.body.report.lines[8]).to.deep.include({ sku: `${word}-1`, outcome: 'error' });
      expect(answer.body.report.lines[3].sku).to.equal(null);
      expect(await listed(word)).to.deep.equal([]);
      expect(await read(present.id)).to.deep.equal(present);
    });

    it('writes the lines that are right where that is asked for', async () => {
      const word = newWord();
      const answer = await sendJson(
        [
          { sku: `${word}-1`, name: 'Right', prices: [eur(1)] },
          { sku: `${word}-1`, name: 'Again', prices: [eur(2)] },
          { sku: `${word}-2`, prices: [eur(1)] },
        ],
        { query: '?mode=partial' },
      );
      expect(answer.status).to.equal(200);
      expect(answer.body.counts).to.deep.equal({ created: 1, updated: 0, unchanged: 0, error: 2 });
      expect((await listed(word)).map(({ name }: { name: string }) => name)).to.deep.equal(['Right']);
    });
  });

  describe('from CSV', () => {
    it('reads columns in any order, quotes, CRLF and a byte order mark', async () => {
      const word = newWord();
      const file =
        `\ufeffprice.EUR,name,sku,active,price.JPY,description,price.KWD\r\n` +
        `19.99,"Kettle, 1 l",${word}-1,TRUE,500,"Says ""hot""\r\nand whistles",1.005\r\n` +
        `\r\n` +
        `0.1,Plain,${word}-2,,,,\r\n` +
        `0,Zażółć 茶,${word}-3,false,,,`;
      const answer = await send(file, { type: 'text/csv; charset=utf-8; header=present' });
      expect(outcomes(answer)).to.deep.equal([
        [2, 'created'],
        [5, 'created'],
        [6, 'created'],
      ]);
      const made = await bySku(word);
      expect(made[`${word}-1`]).to.deep.include({
        name: 'Kettle, 1 l',
        description: 'Says "hot"\r\nand whistles',
        prices: [eur(1999), { amount: 500, currency: 'JPY' }, { amount: 1005, currency: 'KWD' }],
        taxClass: 'standard',
        active: true,
      });
      expect(made[`${word}-2`]).to.deep.include({ prices: [eur(10)], active: true });
      const inactive = await orders.as(undefined).get(`/products?q=${word}&active=false`);
      expect(inactive.body.data[0]).to.deep.include({ name: 'Zażółć 茶', prices: [eur(0)] });
    });

    it('changes what has a column and keeps the rest: a list of prices is a file of two columns', async () => {
      const prices = [eur(500), usd(600), { amount: 700, currency: 'GBP' }];
      const product = await orders.newProduct({ name: 'Kept', description: 'Kept', prices, stock: 0 });
      const file = (price: string, dollars: string) => `sku,price.EUR,price.USD\n${product.sku},${price},${dollars}\n`;
      expect(outcomes(await send(file('5.00', '6.00')))).to.deep.equal([[2, 'unchanged']]);
      expect(outcomes(await send(file('5.50', '')))).to.deep.equal([[2, 'updated']]);
      expect(await read(product.id)).to.deep.equal({
        ...product,
        prices: [eur(550), { amount: 700, currency: 'GBP' }],
        version: 2,
      });
    });

    it('takes amounts digit by digit, and none that a currency cannot have', async () => {
      const word = newWord();
      const exact = await send(`sku,name,price.EUR\n${word}-1,Dear,1000000000.07\n${word}-2,Cheap,8.2`);
      expect(exact.status).to.equal(200);
      const made = await bySku(word);
      expect([made[`${word}-1`].prices, made[`${word}-2`].prices]).to.deep.equal([[eur(100_000_000_007)], [eur(820)]]);
      const wrong = ['1.999', '1,50', '-1', '1e3', 'free', '.5', '5.', '10000000000.01', '99999999999999999999'];
      const lines = wrong.map((amount, index) => `${word}-x${index},Wrong,"${amount}"`);
      const answer = await send(`sku,name,price.EUR\n${lines.join('\n')}`);
      expect(answer.body.report.counts.error).to.equal(wrong.length);
      for (const [, pointer, code] of codes(answer)) {
        expect(pointer).to.equal('/price.EUR');
        expect(code).to.be.oneOf(['invalid_amount', 'too_big']);
      }
      expect(codes(await send(`sku,name,price.JPY\n${word}-y,Wrong,1.0`))).to.deep.equal([
        [2, '/price.JPY', 'invalid_amount'],
      ]);
    });

    it('tells of every line what is wrong, and writes nothing', async () => {
      const word = newWord();
      const present = await orders.newProduct({ price: 500, stock: 0 });
      const answer = await send(
        `sku,name,taxClass,active,price.EUR\n` +
          `${word}-1,Right,reduced,true,1\n` +
          `${word}-2,"Two\nlines",odd,perhaps,1\n` +
          `${word}-3,Comma, too,standard,true,1\n` +
          `${word}-4,,standard,true,\n` +
          `${present.sku},Priceless,,,\n`,
      );
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'import_refused']);
      expect(codes(answer)).to.have.deep.members([
        [3, '/name', 'invalid_format'],
        [3, '/taxClass', 'invalid_value'],
        [3, '/active', 'invalid_value'],
        [5, '', 'column_count'],
        [6, '/name', 'too_small'],
        [7, '/prices', 'too_small'],
      ]);
      expect(await listed(word)).to.deep.equal([]);
      expect(await read(present.id)).to.deep.equal(present);
    });

    it('refuses the file when its columns are wrong', async () => {
      const cases: [string, string[][]][] = [
        ['name,price.EUR', [['/sku', 'required']]],
        ['sku,colour', [['/colour', 'unknown_field']]],
        ['sku,name,sku', [['/sku', 'duplicate_column']]],
        ['sku,price.EURO', [['/price.EURO', 'unknown_currency']]],
        [`sku${',x'.repeat(100)}`, [['', 'too_big']]],
        [
          'sku;name;price.EUR',
          [
            ['/sku;name;price.EUR', 'unknown_field'],
            ['/sku', 'required'],
          ],
        ],
      ];
      for (const [header, expected] of cases) {
        const { status, body } = await send(`${header}\nA,B,C`);
        expect([status, body.code], header).to.deep.equal([422, 'validation_failed']);
        expect(body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code])).to.deep.equal(expected);
      }
    });

    it('refuses the file when a quote is not closed', async () => {
      const word = newWord();
      const answer = await send(`sku,name,price.EUR\n${word}-1,Right,1\n${word}-2,"open,1\n`, {
        query: '?mode=partial',
      });
      expect([answer.status, answer.body.errors[0].code]).to.deep.equal([422, 'malformed_csv']);
      expect(await listed(word)).to.deep.equal([]);
    });
  });

  it('refuses files that are empty, not UTF-8, or have too many lines', async () => {
    for (const file of ['', '\n\n', 'sku,name\n']) {
      const answer = await send(file);
      expect([answer.status, answer.body.errors[0].code], JSON.stringify(file)).to.deep.equal([422, 'required']);
    }
    const latin = await fetch(`${orders.baseUrl}/api/v1/products/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${orders.staff.token}`, 'content-type': 'text/csv' },
      body: Buffer.from('sku,name,price.EUR\nA,Caf\u00e9,1', 'latin1'),
    });
    expect([latin.status, ((await latin.json()) as { errors: { code: string }[] }).errors[0]?.code]).to.deep.equal([
      422,
      'invalid_characters',
    ]);
    const many = await send(`sku\n${'A\n'.repeat(50_001)}`);
    expect([many.status, many.body.code]).to.deep.equal([413, 'payload_too_large']);
  });

  it('refuses a line that is longer than any product', async () => {
    const answer = await sendJson([{ sku: 'LONG', name: 'x', description: 'x'.repeat(200_000), prices: [eur(1)] }]);
    expect(codes(answer)).to.deep.equal([[1, '', 'too_big']]);
  });

  it('is for products:write alone, in CSV or NDJSON', async () => {
    expect((await send('sku\nA', { token: orders.newPerson().token })).status).to.equal(403);
    expect((await orders.call('POST', '/api/v1/products/import', { body: [] })).status).to.equal(401);
    const json = await sendJson(['[]'], { type: 'application/json' });
    expect([json.status, json.body.detail]).to.deep.equal([
      415,
      'Send the body with Content-Type: text/csv or application/x-ndjson, in UTF-8.',
    ]);
    expect((await send('sku\nA', { query: '?mode=some' })).status).to.equal(422);
  });

  it('tells on a dry run what would become of the lines, and changes nothing', async () => {
    const word = newWord();
    const product = await orders.newProduct({ sku: `${word}-1`, price: 500, stock: 0 });
    const answer = await send(`sku,name,price.EUR\n${word}-1,Changed,5\n${word}-2,New,1`, { query: '?dryRun=true' });
    expect([answer.status, ...outcomes(answer)]).to.deep.equal([200, [2, 'updated'], [3, 'created']]);
    expect(await listed(word)).to.deep.equal([product]);
  });

  it('does the work once for an Idempotency-Key', async () => {
    const word = newWord();
    const file = `sku,name,price.EUR\n${word}-1,New,1`;
    const headers = { 'idempotency-key': randomUUID() };
    const [first, second] = [await send(file, { headers }), await send(file, { headers })];
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get('idempotent-replayed')).to.equal('true');
    expect((await send(file.replace('New', 'Other'), { headers })).body.code).to.equal('idempotency_key_reused');
    const refused = { 'idempotency-key': randomUUID() };
    await send(`sku,name,price.EUR\n${word}-2,New,x`, { headers: refused });
    const again = await send(`sku,name,price.EUR\n${word}-2,New,x`, { headers: refused });
    expect([again.status, again.body.report.counts.error]).to.deep.equal([422, 1]);
  });

  it('adds a product anew whose sku belonged to one that is archived', async () => {
    const archived = await orders.newProduct({ stock: 0 });
    await orders.as(orders.staff).delete(`/products/${archived.id}`, '"1"');
    expect(outcomes(await send(`sku,name,price.EUR\n${archived.sku},Anew,1`))).to.deep.equal([[2, 'created']]);
    const { id, version } = (await bySku(archived.sku))[archived.sku];
    expect([id === archived.id, version]).to.deep.equal([false, 1]);
  });

  // Where some are there, files wait for one another as they look; where none is, as they add.
  for (const [what, present] of [
    ['are there in part', 150],
    ['are all new', 0],
  ] as const) {
    it(`brings files that meet into one order, whatever the order of their lines, where products ${what}`, async () => {
      const word = newWord();
      const indices = Array.from({ length: 300 }, (_, index) => index);
      const file = (name: string, which: number[]) =>
        `sku,name,price.EUR\n${which.map((index) => `${word}-${index},${name},1.00`).join('\n')}`;
      if (present > 0) await send(file('old', indices.slice(present)));
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name, index) =>
          send(file(name, index % 2 === 0 ? indices : indices.toReversed()), { via: index % 2 }),
        ),
      );
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
      const total = (outcome: string) => answers.reduce((sum, { body }) => sum + body.counts[outcome], 0);
      expect([total('created'), total('updated')]).to.deep.equal([300 - present, 900 + present]);
      const rows = await orders.db.query(
        `SELECT count(*), count(DISTINCT name) AS names, array_agg(DISTINCT version ORDER BY version) AS versions
           FROM products WHERE sku LIKE $1`,
        [`${word}-%`],
      );
      expect(rows).to.deep.equal([{ count: 300, names: 1, versions: present > 0 ? [4, 5] : [4] }]);
    });
  }

  it('takes a file of many lines', async () => {
    const word = newWord();
    const lines = Array.from({ length: 15_000 }, (_, index) => `${word}-${index},Thing ${index},${index}.50`);
    const file = `sku,name,price.EUR\n${lines.join('\n')}\n`;
    const answer = await send(file);
    expect(answer.body.counts).to.deep.equal({ created: 15_000, updated: 0, unchanged: 0, error: 0 });
    expect((await bySku(`${word}-14999`))[`${word}-14999`].prices).to.deep.equal([eur(1_499_950)]);
  });
});
