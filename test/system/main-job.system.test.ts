import { randomUUID } from 'node:crypto';
import { type Answer, type Client, type components, createClient, each } from '@oms/client';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { all, bearing, type Customer, type NewOrder, refusal, registerCustomer, signIn, tokenIn } from './people.ts';
import { createRawClient } from './raw-client.ts';
import { type RunningSystem, runningSystem } from './running-system.ts';
import { shippingAddress } from './shipping-address.ts';

type Schemas = components['schemas'];
type Product = Schemas['Product'];
type Order = Schemas['Order'];

describe('the main job, as a client does it', () => {
  let system: RunningSystem;
  /** Of somebody who has not signed in. */
  let visitor: Client;
  let mailbox: Mailbox;
  let ada: Customer;
  let products: Product[];
  let staff: Client;

  before(async () => {
    system = await runningSystem();
    visitor = createClient({ baseUrl: system.gatewayUrl });
    mailbox = openMailbox(system.mailUrl);
    ada = await registerCustomer(system.gatewayUrl, mailbox);
    const inEuros = { params: { query: { currency: 'EUR', limit: 100 } } };
    products = await all(each(visitor, '/api/v1/products', inEuros));
    staff = (await signIn(system.gatewayUrl, system.admin)).oms;
  });
  after(() => system?.stop());

  const order = (items: NewOrder['items']): NewOrder => ({ currency: 'EUR', items, shippingAddress });
  const place = (body: NewOrder, key?: string): Promise<Answer<Order>> =>
    ada.oms.POST('/api/v1/orders', { body, params: { header: key === undefined ? {} : { 'Idempotency-Key': key } } });
  const pick = (index: number): Product => products[index] ?? expect.fail(`there is no product ${index}`);
  const euros = (product: Product): number =>
    product.prices.find(({ currency }) => currency === 'EUR')?.amount ?? expect.fail('no price in EUR');
  const stockOf = async ({ id }: Product): Promise<Schemas['Stock']> =>
    (await staff.GET('/api/v1/products/{id}/stock', { params: { path: { id } } })).data;
  const ordersOf = (oms: Client): Promise<Order[]> => all(each(oms, '/api/v1/orders'));

  it('finds fifty products', () => {
    expect(products.length).to.be.at.least(50);
  });

  it('does not let somebody in who has not followed the link', async () => {
    const email = `eve-${randomUUID()}@example.com`;
    const password = `correct horse ${randomUUID()}`;
    await visitor.POST('/api/v1/auth/register', { body: { email, password } });
    const { status, code } = await refusal(visitor.signIn(email, password));
    expect([status, code]).to.deep.equal([403, 'email_not_verified']);
    const token = tokenIn((await mailbox.waitFor(email, /./)).text);
    const use = () => visitor.POST('/api/v1/auth/verify-email', { body: { token } });
    expect((await use()).response.status).to.equal(204);
    expect((await refusal(use())).status, 'a link is used once').to.be.within(400, 499);
  });

  it('answers the same for an address that is known', async () => {
    // To the byte, of which a typed client tells nothing.
    const raw = createRawClient(system.gatewayUrl);
    const body = { email: ada.email, password: `correct horse ${randomUUID()}` };
    const known = await raw.call('POST', '/api/v1/auth/register', { body });
    const unknown = await raw.call('POST', '/api/v1/auth/register', {
      body: { ...body, email: `n-${randomUUID()}@example.com` },
    });
    expect([known.status, known.body]).to.deep.equal([unknown.status, unknown.body]);
  });

  it('keeps a profile of everybody who registered', async () => {
    const profile = () => ada.oms.GET('/api/v1/users/me');
    expect((await profile()).response.status).to.equal(200);
    await eventually(async () => expect((await profile()).data.name).to.equal('Ada Lovelace'));
  });

  describe('placing an order', () => {
    const key = randomUUID();
    let placed: Answer<Order>;
    let again: Answer<Order>;
    let stockBefore: Schemas['Stock'];

    before(async () => {
      stockBefore = await stockOf(pick(0));
      const body = order([
        { sku: pick(0).sku, quantity: 2 },
        { sku: pick(1).sku, quantity: 3 },
      ]);
      placed = await place(body, key);
      again = await place(body, key);
    });

    it('answers 201 with its place, its version and what it costs', () => {
      const { data, response } = placed;
      expect(response.status).to.equal(201);
      expect(response.headers.get('location')).to.equal(`/api/v1/orders/${data.id}`);
      expect(response.headers.get('etag')).to.equal('"1"');
      const { totals, lines, status, paymentStatus, fulfillmentStatus } = data;
      expect([status, paymentStatus, fulfillmentStatus]).to.deep.equal(['pending', 'pending', 'unfulfilled']);
      expect(lines.map((line) => [line.sku, line.quantity, line.unitPrice])).to.deep.equal([
        [pick(0).sku, 2, { amount: euros(pick(0)), currency: 'EUR' }],
        [pick(1).sku, 3, { amount: euros(pick(1)), currency: 'EUR' }],
      ]);
      expect(totals.subtotal.amount).to.equal(2 * euros(pick(0)) + 3 * euros(pick(1)));
      const lineTotals = lines.reduce((sum, line) => sum + line.total.amount, 0);
      expect(totals.total.amount).to.equal(lineTotals + totals.shipping.amount);
      expect(totals.due).to.deep.equal(totals.total);
    });

    it('is one order for the same key', async () => {
      const { status, headers } = again.response;
      expect([status, headers.get('idempotent-replayed')]).to.deep.equal([201, 'true']);
      expect(again.data).to.deep.equal(placed.data);
      expect((await ordersOf(ada.oms)).map(({ id }) => id)).to.deep.equal([placed.data.id]);
    });

    it('reserves its stock once', async () => {
      const stock = await stockOf(pick(0));
      expect(stock).to.deep.equal({
        onHand: stockBefore.onHand,
        reserved: stockBefore.reserved + 2,
        available: stockBefore.available - 2,
      });
    });

    it('mails the right lines and totals, once', async () => {
      const mail = await mailbox.waitFor(ada.email, new RegExp(placed.data.number));
      const format = (amount: number) => (amount / 100).toFixed(2);
      for (const part of [mail.text, mail.html]) {
        for (const wanted of [
          pick(0).name,
          pick(1).name,
          format(placed.data.totals.total.amount),
          placed.data.number,
        ]) {
          expect(plainText(part)).to.include(wanted);
        }
      }
      const sameSubject = (await mailbox.to(ada.email)).filter(({ subject }) => subject === mail.subject);
      expect(sameSubject).to.have.length(1);
    });

    it('is read back as it was answered', async () => {
      const params = { path: { id: placed.data.id } };
      const { data, response } = await ada.oms.GET('/api/v1/orders/{id}', { params });
      expect([response.status, response.headers.get('etag')]).to.deep.equal([200, '"1"']);
      expect(data).to.deep.equal(placed.data);
    });

    it('is not there for another customer, and is there for staff', async () => {
      const { oms: bob } = await registerCustomer(system.gatewayUrl, mailbox, 'Bob');
      const params = { path: { id: placed.data.id } };
      const { status, code } = await refusal(bob.GET('/api/v1/orders/{id}', { params }));
      expect([status, code]).to.deep.equal([404, 'not_found']);
      expect(await ordersOf(bob)).to.deep.equal([]);
      expect((await staff.GET('/api/v1/orders/{id}', { params })).data.id).to.equal(placed.data.id);
    });
  });

  it('refuses more than there is with 409 and changes nothing', async () => {
    const plenty = pick(2);
    const scarce = pick(3);
    const before = await Promise.all([stockOf(plenty), stockOf(scarce)]);
    const tooMuch = Math.min(before[1].available + 1, 9_999);
    const items = [
      { sku: plenty.sku, quantity: 1 },
      { sku: scarce.sku, quantity: tooMuch },
    ];
    const { status, code, problem } = await refusal(place(order(items)));
    expect([status, code]).to.deep.equal([409, 'insufficient_stock']);
    expect(JSON.stringify(problem)).to.include(scarce.sku).and.to.include(String(before[1].available));
    expect(await Promise.all([stockOf(plenty), stockOf(scarce)])).to.deep.equal(before);
  });

  it('refuses a body that does not fit with 422 problem+json that points at each fault', async () => {
    const unfit: NewOrder & { colour: string } = { ...order([{ sku: pick(0).sku, quantity: 0 }]), colour: 'red' };
    const { status, errors, response } = await refusal(place(unfit));
    expect(status).to.equal(422);
    expect(response.headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect(errors.map(({ pointer }) => pointer).sort()).to.deep.equal(['/colour', '/items/0/quantity']);
  });

  it('refuses an unknown sku with 422, and an order for somebody else with 403', async () => {
    const { status, errors } = await refusal(place(order([{ sku: 'NO-SUCH-SKU', quantity: 1 }])));
    expect([status, errors[0]?.pointer]).to.deep.equal([422, '/items/0/sku']);
    const foreign = { ...order([{ sku: pick(0).sku, quantity: 1 }]), customerId: randomUUID() };
    expect((await refusal(place(foreign))).status).to.equal(403);
  });

  it('quotes on a dry run and changes nothing', async () => {
    const before = await stockOf(pick(4));
    const quote = await ada.oms.POST('/api/v1/orders', {
      params: { query: { dryRun: true } },
      body: order([{ sku: pick(4).sku, quantity: 1 }]),
    });
    expect([quote.response.status, quote.data.totals.subtotal.amount]).to.deep.equal([200, euros(pick(4))]);
    expect(await stockOf(pick(4))).to.deep.equal(before);
  });

  it('refuses a token everywhere within a second of its log-out', async () => {
    const { oms: cleo, token, refreshToken } = await registerCustomer(system.gatewayUrl, mailbox, 'Cleo');
    await cleo.signOut();
    await Promise.all(
      (['/api/v1/auth/me', '/api/v1/users/me', '/api/v1/orders'] as const).map((path) =>
        eventually(async () => expect((await refusal(visitor.GET(path, bearing(token)))).status).to.equal(401), {
          timeoutMs: 1_000,
        }),
      ),
    );
    const refreshed = visitor.POST('/api/v1/auth/refresh', { body: { refreshToken } });
    expect((await refusal(refreshed)).status).to.equal(401);
  });

  it('answers problem+json for what nobody serves, and routes no health check or metrics', async () => {
    for (const path of ['/nothing', '/api/v1/nothing', '/health/ready', '/metrics']) {
      const answer = await createRawClient(system.gatewayUrl).call('GET', path);
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]], path).to.deep.equal([
        404,
        'application/problem+json',
      ]);
    }
  });

  it('documents every route that it serves in one OpenAPI document', async () => {
    const { body } = await createRawClient(system.gatewayUrl).call('GET', '/openapi.json');
    expect(body.openapi).to.match(/^3\.1/);
    for (const path of ['/api/v1/auth/login', '/api/v1/users/me', '/api/v1/orders', '/api/v1/mail/messages']) {
      expect(body.paths).to.have.property(path);
    }
  });
});

/** Templates may escape what HTML gives a meaning. */
const plainText = (text: string): string =>
  text
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
