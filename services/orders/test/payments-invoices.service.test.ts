import type { Order, Refund } from '@oms/contracts';
import { expect } from 'chai';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Answer, type Orders, startOrders } from './orders-harness.ts';
import { expectMoneyToAgree } from './payments-ledger.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('invoices of orders that change after they were issued', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
    await staff().post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
  });
  after(() => orders?.stop());
  afterEach(() => expectMoneyToAgree(orders.db));

  const staff = () => orders.as(orders.staff);
  const read = async ({ id }: Pick<Order, 'id'>): Promise<Order> => (await staff().get(`/orders/${id}`)).body;
  const pay = (order: Pick<Order, 'id'>, body: object = {}): Promise<Answer> =>
    staff().post(`/orders/${order.id}/payments`, { provider: 'manual', ...body });
  const refund = async (order: Pick<Order, 'id'>, body: object = {}): Promise<Refund> => {
    const answer = await staff().post(`/orders/${order.id}/refunds`, { reason: 'Agreed', ...body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body;
  };

  /** An order of three pieces at 11.90, with 1.90 of tax in each, as far as it is paid. */
  async function placed(paid?: number) {
    const product = await orders.newProduct({ stock: 20, price: 1_190 });
    const person = orders.newPerson();
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity: 3 }]);
    if (paid !== 0) await pay(order, paid === undefined ? {} : { amount: eur(paid) });
    return { product, person, order };
  }
  async function edit(order: Pick<Order, 'id'>, sku: string, quantity: number): Promise<void> {
    const { body } = await staff().post(`/orders/${order.id}/edits`, { items: [{ sku, quantity }] });
    const answer = await staff().post(`/orders/${order.id}/edits/${body.id}/confirm`, { version: body.baseVersion });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  }
  const documents = ({ id }: Pick<Order, 'id'>) =>
    orders.db.query<{ kind: string; amount: number; tax: number; corrects: string | null; cancels: boolean | null }>(
      `SELECT kind, amount, (snapshot->>'tax')::int AS tax, snapshot->'invoice'->>'number' AS corrects,
              (snapshot->>'cancels')::boolean AS cancels
         FROM documents WHERE order_id = $1 ORDER BY revision, kind = 'credit_note', issued_at, position`,
      [id],
    );
  const brief = async (order: Pick<Order, 'id'>) =>
    (await documents(order)).map(({ kind, amount, tax }) => [kind, amount, tax]);
  const numberOf = async ({ id }: Pick<Order, 'id'>, index: number): Promise<string> =>
    (await staff().get(`/orders/${id}/documents`)).body.data[index].number;

  it('are canceled and issued anew where an edit makes the order cheaper; what it took off goes back without tax', async () => {
    const { product, person, order } = await placed();
    await edit(order, product.sku, 2);
    expect(await brief(order)).to.deep.equal([
      ['invoice', 3_570, 570],
      ['credit_note', 3_570, 570],
      ['invoice', 2_380, 380],
    ]);
    const [, canceled] = await documents(order);
    expect(canceled).to.include({ cancels: true, corrects: await numberOf(order, 0) });
    const pdf = await fetch(`${orders.baseUrl}/api/v1/orders/${order.id}/invoice`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    expect(pdf.headers.get('content-disposition')).to.include(await numberOf(order, 2));
    await pdf.arrayBuffer();

    const surplus = await refund(order, { amount: eur(1_000) });
    expect(surplus).to.deep.include({ status: 'succeeded', tax: eur(0) });
    const rest = await refund(order, { amount: eur(190 + 238) });
    expect(rest.tax).to.deep.equal(eur(38));
    expect((await read(order)).totals.due).to.deep.equal(eur(0));
    expect((await refund(order)).tax).to.deep.equal(eur(342));
    expect((await brief(order)).slice(3)).to.deep.equal([
      ['credit_note', 238, 38],
      ['credit_note', 2_142, 342],
    ]);
    expect((await documents(order))[4]?.corrects).to.equal(await numberOf(order, 2));
  });

  it('are canceled where an edit makes the order dearer, and issued over all of it once that is paid', async () => {
    const { product, order } = await placed();
    await edit(order, product.sku, 5);
    expect(await brief(order)).to.deep.equal([
      ['invoice', 3_570, 570],
      ['credit_note', 3_570, 570],
    ]);
    const none = await staff().get(`/orders/${order.id}/invoice`);
    expect([none.status, none.body.code]).to.deep.equal([409, 'not_invoiced']);
    await pay(order, { amount: eur(1_000) });
    expect(await brief(order)).to.have.length(2);
    await pay(order);
    expect((await brief(order)).slice(2)).to.deep.equal([['invoice', 5_950, 950]]);
    expect((await refund(order)).tax).to.deep.equal(eur(950));
    expect((await brief(order)).slice(3)).to.deep.equal([['credit_note', 5_950, 950]]);
  });

  it('are not corrected by what is paid back before all was paid, which is due again', async () => {
    const { order } = await placed(2_000);
    expect(await refund(order, { amount: eur(500) })).to.deep.include({ tax: eur(0) });
    expect((await read(order)).totals.due).to.deep.equal(eur(2_070));
    await pay(order, { amount: eur(1_570) });
    // As much was captured as it costs, and less of it was kept.
    expect(await read(order)).to.include({ status: 'pending' });
    expect(await documents(order)).to.deep.equal([]);
    await pay(order);
    expect(await read(order)).to.include({ status: 'confirmed' });
    expect(await brief(order)).to.deep.equal([['invoice', 3_570, 570]]);
  });

  it('are corrected by what is paid back afterwards, which nobody has to pay again', async () => {
    const { product, order } = await placed();
    await refund(order, { items: [{ sku: product.sku, quantity: 1 }] });
    expect((await read(order)).totals.due).to.deep.equal(eur(0));
    expect((await pay(order)).body).to.include({ code: 'invalid_transition', cause: 'nothing_due' });
    expect(await brief(order)).to.deep.equal([
      ['invoice', 3_570, 570],
      ['credit_note', 1_190, 190],
    ]);
    expect((await staff().post(`/orders/${order.id}/shipments`, {})).status).to.equal(201);
  });

  it('take numbers in one order whatever is issued with them, so that nobody waits for ever', async () => {
    const changed = await Promise.all(Array.from({ length: 6 }, () => placed()));
    const paidBack = await Promise.all(Array.from({ length: 6 }, () => placed()));
    await Promise.all([
      ...changed.map(({ product, order }) => edit(order, product.sku, 2)),
      ...paidBack.map(({ order }) => refund(order)),
    ]);
    for (const { order } of changed) expect(await brief(order)).to.have.length(3);
  });

  it('leave everything adding up', async () => {
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
  });
});
