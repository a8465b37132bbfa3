import { order as orderSchema } from '@oms/contracts';
import { type DocumentedExamples, documentedExamples, eventually, sendDeadLetterExamples } from '@oms/testing';
import { expect } from 'chai';
import { type Orders, startOrders } from './orders-harness.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

/** What cannot be sent as it stands, and why. */
const notSent = {
  receivePaymentWebhook: 'is signed by the provider',
};

describe('The examples of orders’ document', () => {
  let orders: Orders;
  let receiver: Receiver;
  let examples: DocumentedExamples;
  let token: string;
  let customer: string;
  let product: { id: string };
  let catalogue: Record<'shippingMethod' | 'taxRate' | 'discount', { id: string }>;
  before(async () => {
    receiver = await startReceiver();
    orders = await startOrders({ WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'true' });
    examples = await documentedExamples(orders.baseUrl);
    token = orders.newPerson('admin').token;
    customer = orders.newPerson().token;
    product = await create('createProduct');
    await send('adjustStock', { token, path: { id: product.id } });
    catalogue = {
      shippingMethod: await create('createShippingMethod'),
      taxRate: await create('createTaxRate'),
      discount: await create('createDiscount'),
    };
  });
  after(async () => {
    await orders?.stop();
    await receiver?.close();
  });

  const send: DocumentedExamples['send'] = (...request) => examples.send(...request);
  const create = async (operation: string, body = {}) => (await send(operation, { token, body })).body;
  /** Sends what wants to know the version that its sender has seen. */
  async function change(operation: string, read: string, { id }: { id: string }): Promise<void> {
    const { headers } = await send(read, { token, path: { id } });
    await send(operation, { token, path: { id }, headers: { 'if-match': headers.get('etag') ?? '' } });
  }
  const place = async (): Promise<{ id: string }> => (await send('placeOrder', { token: customer })).body;
  /** An order that is paid. */
  async function placePaid(): Promise<{ id: string }> {
    const order = await place();
    await send('payOrder', { token, path: { id: order.id } });
    return order;
  }

  it('place, change and cancel an order, which costs what the example says', async () => {
    await send('placeOrder', { token: customer, query: { dryRun: 'true' } });
    const { body: placed } = await send('placeOrder', { token: customer });
    const [example] = (orderSchema.meta()?.examples ?? []) as (typeof placed)[];
    expect(placed.totals).to.deep.equal(example.totals);
    expect(placed.lines[0]).to.deep.equal({ ...example.lines[0], id: placed.lines[0].id });
    const path = { id: placed.id };
    for (const accept of ['application/json', 'text/csv', 'application/x-ndjson']) {
      await send('listOrders', { token, headers: { accept } });
    }
    await change('updateOrder', 'getOrder', placed);
    await send('listOrderTransitions', { token: customer, path });
    const comment = await send('addOrderComment', { token: customer, path });
    await send('listOrderComments', { token: customer, path });
    await send('getOrderComment', { token: customer, path: { ...path, commentId: comment.body.id } });
    await send('cancelOrder', { token: customer, path });
    await send('getOrderTimeline', { token: customer, path });
    await send('listEvents', { token });
  });

  it('edit an order', async () => {
    const path = { id: (await place()).id };
    const propose = async () => (await send('proposeOrderEdit', { token, path })).body;
    const discarded = await propose();
    await send('discardOrderEdit', { token, path: { ...path, editId: discarded.id } });
    const { id: editId, baseVersion: version } = await propose();
    await send('listOrderEdits', { token, path });
    await send('getOrderEdit', { token, path: { ...path, editId } });
    await send('confirmOrderEdit', { token, path: { ...path, editId }, body: { version } });
  });

  it('hold, capture, let go and pay back money', async () => {
    const hold = async () => {
      const path = { id: (await place()).id };
      const { body } = await send('payOrder', { token, path, body: { capture: false } });
      return { ...path, paymentId: body.id };
    };
    await send('voidPayment', { token, path: await hold() });
    const path = await hold();
    await send('capturePayment', { token, path });
    await send('listPayments', { token, path });
    await send('getPayment', { token, path });
    await send('listPaymentOperations', { token });
    const refund = await send('refundOrder', { token, path });
    await send('listRefunds', { token, path });
    await send('getRefund', { token, path: { ...path, refundId: refund.body.id } });
  });

  it('print the documents of an order', async () => {
    const path = { id: (await placePaid()).id };
    await eventually(() => send('getOrderInvoice', { token, path }));
    const { data } = (await send('listOrderDocuments', { token, path })).body;
    await send('getOrderDocument', { token, path: { ...path, documentId: data[0].id } });
    await send('getOrderPackingSlip', { token, path });
  });

  it('ship an order, and take it back', async () => {
    const path = { id: (await placePaid()).id };
    const ship = async () => (await send('shipOrder', { token, path })).body;
    const canceled = await ship();
    await send('cancelShipment', { token, path: { ...path, shipmentId: canceled.id } });
    const shipmentId = (await ship()).id;
    await send('listShipments', { token, path });
    await send('getShipment', { token, path: { ...path, shipmentId } });
    await send('deliverShipment', { token, path: { ...path, shipmentId } });

    const request = async () => ({
      token,
      path: { ...path, returnId: (await send('requestReturn', { token: customer, path })).body.id },
    });
    await send('cancelReturn', await request());
    await send('rejectReturn', await request());
    const goods = await request();
    await send('listReturns', { token: customer, path });
    await send('getReturn', goods);
    await send('approveReturn', goods);
    await send('receiveReturn', { ...goods, body: { refund: false } });
    await send('refundReturn', goods);
  });

  it('check that everything adds up', async () => {
    const { id } = (await send('startVerification', { token })).body;
    await send('listVerifications', { token });
    const finished = await eventually(async () => {
      const { body } = await send('getVerification', { token, path: { id } });
      return ['finished', 'failed'].includes(body.status) && body;
    });
    expect(finished.checks.filter(({ violations }: { violations: number }) => violations > 0)).to.deep.equal([]);
  });

  it('have events sent to a URL', async () => {
    const subscription = await create('createWebhookSubscription', { url: receiver.url('/orders') });
    const path = { id: subscription.id };
    await send('listWebhookSubscriptions', { token });
    await change('updateWebhookSubscription', 'getWebhookSubscription', subscription);
    await send('rotateWebhookSecret', { token, path });
    const { id } = (await send('testWebhookSubscription', { token, path })).body;
    await eventually(async () => {
      const { body } = await send('getWebhookDelivery', { token, path: { id } });
      return body.status === 'delivered';
    });
    await send('listWebhookDeliveries', { token });
    await send('replayWebhookDelivery', { token, path: { id } });
    await change('deleteWebhookSubscription', 'getWebhookSubscription', subscription);
  });

  it('look after what can be ordered', async () => {
    const path = { id: product.id };
    for (const type of ['text/csv', 'application/x-ndjson']) await send('importProducts', { token, type });
    await send('listProducts');
    await send('getStock', { token, path });
    await send('listStockMovements', { token, path });
    await change('updateProduct', 'getProduct', product);
    await change('archiveProduct', 'getProduct', product);
    const { shippingMethod, taxRate, discount } = catalogue;
    await send('listShippingMethods');
    await change('updateShippingMethod', 'getShippingMethod', shippingMethod);
    await change('deleteShippingMethod', 'getShippingMethod', shippingMethod);
    await send('listTaxRates', { token });
    await change('updateTaxRate', 'getTaxRate', taxRate);
    await change('deleteTaxRate', 'getTaxRate', taxRate);
    await send('listDiscounts', { token });
    await change('updateDiscount', 'getDiscount', discount);
    await change('archiveDiscount', 'getDiscount', discount);
  });

  it('look after dead letters', async () => {
    const { amqpUrl } = orders;
    await sendDeadLetterExamples(examples, { service: 'orders', queue: 'oms.orders.customers', amqpUrl, token });
  });

  it('are all of them but those that are named', () => {
    expect(examples.unsent()).to.deep.equal(Object.keys(notSent));
  });
});
