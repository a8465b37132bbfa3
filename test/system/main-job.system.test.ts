import { randomUUID } from 'node:crypto';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Answer, type Client, type Customer, createClient, logIn, registerCustomer, tokenIn } from './client.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type RunningSystem, runningSystem } from './running-system.ts';
import { shippingAddress } from './shipping-address.ts';

interface Product {
  id: string;
  sku: string;
  name: string;
  prices: { amount: number; currency: string }[];
}

describe('the main job, as a client does it', () => {
  let system: RunningSystem;
  let client: Client;
  let mailbox: Mailbox;
  let ada: Customer;
  let products: Product[];
  let staff: string;

  before(async () => {
    system = await runningSystem();
    client = createClient(system.gatewayUrl);
    mailbox = openMailbox(system.mailUrl);
    ada = await registerCustomer(client, mailbox);
    products = (await client.call('GET', '/api/v1/products?currency=EUR&limit=100')).body.data;
    staff = (await logIn(client, system.admin.email, system.admin.password)).token;
  });
  after(() => system?.stop());

  const order = (items: { sku: string; quantity: number }[], more: object = {}) => ({
    currency: 'EUR',
    items,
    shippingAddress,
    ...more,
  });
  const place = (token: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    client.call('POST', '/api/v1/orders', { token, body, headers });
  const pick = (index: number): Product => products[index] ?? expect.fail(`there is no product ${index}`);
  const euros = (product: Product): number =>
    product.prices.find(({ currency }) => currency === 'EUR')?.amount ?? expect.fail('no price in EUR');
  const stockOf = async (product: Product): Promise<{ onHand: number; reserved: number; available: number }> =>
    (await client.call('GET', `/api/v1/products/${product.id}/stock`, { token: staff })).body;

  it('finds fifty products', () => {
    expect(products.length).to.be.at.least(50);
  });

  it('does not let somebody in who has not followed the link', async () => {
    const email = `eve-${randomUUID()}@example.com`;
    const password = `correct horse ${randomUUID()}`;
    await client.call('POST', '/api/v1/auth/register', { body: { email, password } });
    const early = await client.call('POST', '/api/v1/auth/login', { body: { email, password } });
    expect([early.status, early.body.code]).to.deep.equal([403, 'email_not_verified']);
    const token = tokenIn((await mailbox.waitFor(email, /./)).text);
    const use = () => client.call('POST', '/api/v1/auth/verify-email', { body: { token } });
    expect((await use()).status).to.equal(204);
    expect((await use()).status, 'a link is used once').to.be.within(400, 499);
  });

  it('answers the same for an address that is known', async () => {
    const body = { email: ada.email, password: `correct horse ${randomUUID()}` };
    const known = await client.call('POST', '/api/v1/auth/register', { body });
    const unknown = await client.call('POST', '/api/v1/auth/register', {
      body: { ...body, email: `n-${randomUUID()}@example.com` },
    });
    expect([known.status, known.body]).to.deep.equal([unknown.status, unknown.body]);
  });

  it('keeps a profile of everybody who registered', async () => {
    const profile = await client.call('GET', '/api/v1/users/me', { token: ada.token });
    expect(profile.status).to.equal(200);
    await eventually(async () => {
      const { body } = await client.call('GET', '/api/v1/users/me', { token: ada.token });
      expect(body.name).to.equal('Ada Lovelace');
    });
  });

  describe('placing an order', () => {
    const key = randomUUID();
    let placed: Answer;
    let again: Answer;
    let stockBefore: { onHand: number; reserved: number; available: number };

    before(async () => {
      stockBefore = await stockOf(pick(0));
      const body = order([
        { sku: pick(0).sku, quantity: 2 },
        { sku: pick(1).sku, quantity: 3 },
      ]);
      placed = await place(ada.token, body, { 'idempotency-key': key });
      again = await place(ada.token, body, { 'idempotency-key': key });
    });

    it('answers 201 with its place, its version and what it costs', () => {
      expect(placed.status, JSON.stringify(placed.body)).to.equal(201);
      expect(placed.headers.get('location')).to.equal(`/api/v1/orders/${placed.body.id}`);
      expect(placed.headers.get('etag')).to.equal('"1"');
      const { totals, lines, status, paymentStatus, fulfillmentStatus } = placed.body;
      expect([status, paymentStatus, fulfillmentStatus]).to.deep.equal(['pending', 'pending', 'unfulfilled']);
      expect(
        lines.map((line: { sku: string; quantity: number; unitPrice: object }) => [
          line.sku,
          line.quantity,
          line.unitPrice,
        ]),
      ).to.deep.equal([
        [pick(0).sku, 2, { amount: euros(pick(0)), currency: 'EUR' }],
        [pick(1).sku, 3, { amount: euros(pick(1)), currency: 'EUR' }],
      ]);
      expect(totals.subtotal.amount).to.equal(2 * euros(pick(0)) + 3 * euros(pick(1)));
      const lineTotals = lines.reduce((sum: number, line: { total: { amount: number } }) => sum + line.total.amount, 0);
      expect(totals.total.amount).to.equal(lineTotals + totals.shipping.amount);
      expect(totals.due).to.deep.equal(totals.total);
    });

    it('is one order for the same key', async () => {
      expect([again.status, again.headers.get('idempotent-replayed')]).to.deep.equal([201, 'true']);
      expect(again.body).to.deep.equal(placed.body);
      const mine = await client.call('GET', '/api/v1/orders', { token: ada.token });
      expect(mine.body.data.map(({ id }: { id: string }) => id)).to.deep.equal([placed.body.id]);
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
      const mail = await mailbox.waitFor(ada.email, new RegExp(placed.body.number));
      const format = (amount: number) => (amount / 100).toFixed(2);
      for (const part of [mail.text, mail.html]) {
        for (const wanted of [
          pick(0).name,
          pick(1).name,
          format(placed.body.totals.total.amount),
          placed.body.number,
        ]) {
          expect(plainText(part)).to.include(wanted);
        }
      }
      const sameSubject = (await mailbox.to(ada.email)).filter(({ subject }) => subject === mail.subject);
      expect(sameSubject).to.have.length(1);
    });

    it('is read back as it was answered', async () => {
      const read = await client.call('GET', `/api/v1/orders/${placed.body.id}`, { token: ada.token });
      expect([read.status, read.headers.get('etag')]).to.deep.equal([200, '"1"']);
      expect(read.body).to.deep.equal(placed.body);
    });

    it('is not there for another customer, and is there for staff', async () => {
      const bob = await registerCustomer(client, mailbox, 'Bob');
      const path = `/api/v1/orders/${placed.body.id}`;
      const foreign = await client.call('GET', path, { token: bob.token });
      expect([foreign.status, foreign.body.code]).to.deep.equal([404, 'not_found']);
      expect((await client.call('GET', '/api/v1/orders', { token: bob.token })).body.data).to.deep.equal([]);
      expect((await client.call('GET', path, { token: staff })).status).to.equal(200);
    });
  });

  it('refuses more than there is with 409 and changes nothing', async () => {
    const plenty = pick(2);
    const scarce = pick(3);
    const before = await Promise.all([stockOf(plenty), stockOf(scarce)]);
    const tooMuch = Math.min(before[1].available + 1, 9_999);
    const refused = await place(
      ada.token,
      order([
        { sku: plenty.sku, quantity: 1 },
        { sku: scarce.sku, quantity: tooMuch },
      ]),
    );
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'insufficient_stock']);
    expect(JSON.stringify(refused.body)).to.include(scarce.sku).and.to.include(String(before[1].available));
    expect(await Promise.all([stockOf(plenty), stockOf(scarce)])).to.deep.equal(before);
  });

  it('refuses a body that does not fit with 422 problem+json that points at each fault', async () => {
    const refused = await place(ada.token, { ...order([{ sku: pick(0).sku, quantity: 0 }]), colour: 'red' });
    expect(refused.status).to.equal(422);
    expect(refused.headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).to.deep.equal([
      '/colour',
      '/items/0/quantity',
    ]);
  });

  it('refuses an unknown sku with 422, and an order for somebody else with 403', async () => {
    const unknown = await place(ada.token, order([{ sku: 'NO-SUCH-SKU', quantity: 1 }]));
    expect([unknown.status, unknown.body.errors?.[0]?.pointer]).to.deep.equal([422, '/items/0/sku']);
    const foreign = await place(ada.token, order([{ sku: pick(0).sku, quantity: 1 }], { customerId: randomUUID() }));
    expect(foreign.status).to.equal(403);
  });

  it('quotes on a dry run and changes nothing', async () => {
    const before = await stockOf(pick(4));
    const quote = await client.call('POST', '/api/v1/orders?dryRun=true', {
      token: ada.token,
      body: order([{ sku: pick(4).sku, quantity: 1 }]),
    });
    expect([quote.status, quote.body.totals?.subtotal.amount]).to.deep.equal([200, euros(pick(4))]);
    expect(await stockOf(pick(4))).to.deep.equal(before);
  });

  it('refuses a token everywhere within a second of its log-out', async () => {
    const cleo = await registerCustomer(client, mailbox, 'Cleo');
    expect((await client.call('POST', '/api/v1/auth/logout', { token: cleo.token })).status).to.equal(204);
    await Promise.all(
      ['/api/v1/auth/me', '/api/v1/users/me', '/api/v1/orders'].map((path) =>
        eventually(async () => expect((await client.call('GET', path, { token: cleo.token })).status).to.equal(401), {
          timeoutMs: 1_000,
        }),
      ),
    );
    const refreshed = await client.call('POST', '/api/v1/auth/refresh', { body: { refreshToken: cleo.refreshToken } });
    expect(refreshed.status).to.equal(401);
  });

  it('answers problem+json for what nobody serves, and routes no health check or metrics', async () => {
    for (const path of ['/nothing', '/api/v1/nothing', '/health/ready', '/metrics']) {
      const answer = await client.call('GET', path);
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]], path).to.deep.equal([
        404,
        'application/problem+json',
      ]);
    }
  });

  it('documents every route that it serves in one OpenAPI document', async () => {
    const { body } = await client.call('GET', '/openapi.json');
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
