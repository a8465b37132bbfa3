import { expect } from 'chai';
import { type Orders, startOrders } from './orders-harness.ts';
import { expectMoneyToAgree } from './payments-ledger.ts';

describe('payments that staff record', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders({}, 2);
  });
  after(() => orders?.stop());
  afterEach(() => expectMoneyToAgree(orders.db));

  async function placed(price = 1_000, quantity = 3) {
    const [person, product] = [orders.newPerson(), await orders.newProduct({ stock: 10, price })];
    const order = await orders.placeOrder(person, [{ sku: product.sku, quantity }]);
    return { person, product, order, path: `/orders/${order.id}/payments` };
  }

  it('are captured at once: the order is paid and confirmed, and its invoice issued', async () => {
    const { order, path } = await placed();
    const paid = await orders.as(orders.staff).post(path, { provider: 'manual', reference: 'Transfer 17' });
    expect(paid.status, JSON.stringify(paid.body)).to.equal(201);
    expect(paid.body).to.deep.include({
      orderId: order.id,
      status: 'captured',
      amount: order.totals.total,
      captured: order.totals.total,
      reference: 'Transfer 17',
      clientSecret: null,
    });
    const { body } = await orders.as(orders.staff).get(`/orders/${order.id}`);
    expect(body).to.include({ status: 'confirmed', paymentStatus: 'paid', version: 3 });
    expect(body.totals).to.deep.include({ paid: order.totals.total, due: { amount: 0, currency: 'EUR' } });
    const event = await orders.published('oms.orders.payment.captured.v1', order.id);
    const { clientSecret: _, ...shown } = paid.body;
    expect(event.data).to.deep.include({ payment: shown });
    const documents = await orders.db.query('SELECT kind, amount FROM documents WHERE order_id = $1', [order.id]);
    expect(documents).to.deep.equal([{ kind: 'invoice', amount: order.totals.total.amount }]);
  });
});
