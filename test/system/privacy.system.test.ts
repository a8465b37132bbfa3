import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Answer, type Client, type Customer, createClient, logIn, registerCustomer } from './client.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type RunningSystem, runningSystem } from './running-system.ts';
import { shippingAddress } from './shipping-address.ts';

describe('privacy, as a person meets it', () => {
  let system: RunningSystem;
  let client: Client;
  let mailbox: Mailbox;
  let staff: string;
  let ada: Customer;
  let bob: Customer;
  let order: Answer;
  let foreign: Answer;

  before(async () => {
    system = await runningSystem();
    client = createClient(system.gatewayUrl);
    mailbox = openMailbox(system.mailUrl);
    staff = (await logIn(client, system.admin.email, system.admin.password)).token;
    ada = await registerCustomer(client, mailbox);
    bob = await registerCustomer(client, mailbox, 'Bob');
    const { body } = await client.call('GET', '/api/v1/products?currency=EUR&limit=10');
    const place = async ({ token }: Customer): Promise<Answer> => {
      const items = [{ sku: body.data[5].sku, quantity: 1 }];
      const wanted = { currency: 'EUR', items, shippingAddress, note: 'Leave it with Mrs Somerville' };
      const placed = await client.call('POST', '/api/v1/orders', { token, body: wanted });
      if (placed.status !== 201) throw new Error(`placing answered ${placed.status}: ${JSON.stringify(placed.body)}`);
      return placed;
    };
    order = await place(ada);
    foreign = await place(bob);
    await client.call('POST', '/api/v1/users/me/addresses', { token: ada.token, body: shippingAddress });
    await mailbox.waitFor(ada.email, new RegExp(order.body.number));
  });
  after(() => system?.stop());

  it('gives them one archive of what every service holds, and nobody else', async () => {
    const asked = await client.call('POST', '/api/v1/users/me/export', { token: ada.token });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(202);
    const path = asked.headers.get('location') ?? '';
    const ready = await eventually(async () => {
      const answer = await client.call('GET', path, { token: ada.token });
      if (answer.body.status !== 'ready') throw new Error(`it is ${JSON.stringify(answer.body)}`);
      return answer;
    });
    const { archive } = ready.body;
    expect(archive).to.have.all.keys('auth', 'users', 'orders', 'mailer');
    expect(archive.auth.account[0].email).to.equal(ada.email);
    expect(archive.auth.sessions).to.have.length.above(0);
    expect(archive.users.profile[0].email).to.equal(ada.email);
    expect(archive.users.addresses[0].address.city).to.equal('London');
    expect(archive.orders.orders.map(({ id }: { id: string }) => id)).to.deep.equal([order.body.id]);
    expect(archive.mailer.messages.map(({ template }: { template: string }) => template)).to.include(
      'order-confirmation',
    );
    expect(JSON.stringify(archive)).not.to.include(bob.email);
    for (const token of [bob.token, staff]) {
      expect((await client.call('GET', path, { token })).status).to.equal(404);
    }
    await mailbox.waitFor(ada.email, /^Your data is ready/);
  });

  it('streams people to staff as CSV and NDJSON, and to nobody else', async () => {
    const list = (token: string, accept: string) =>
      client.call('GET', `/api/v1/users?search=${encodeURIComponent(ada.email)}`, { token, headers: { accept } });
    const csv = await list(staff, 'text/csv');
    expect(csv.body)
      .to.match(/^id,email,name,.*\r\n/)
      .and.to.include(ada.email);
    const lines = await list(staff, 'application/x-ndjson');
    expect(lines.headers.get('content-type')).to.equal('application/x-ndjson');
    expect((await list(bob.token, 'text/csv')).status).to.equal(403);
  });

  it('forgets them everywhere when they ask for it, keeps what was bought, and says so by mail', async () => {
    const { body: me } = await client.call('GET', '/api/v1/users/me', { token: ada.token });
    const asked = await client.call('DELETE', '/api/v1/users/me', { token: ada.token });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(202);
    const path = asked.headers.get('location') ?? '';
    await eventually(async () => {
      const { body } = await client.call('GET', path);
      expect([body.status, body.missing]).to.deep.equal(['completed', []]);
    });
    expect(JSON.stringify((await client.call('GET', path)).body)).not.to.include(ada.email);

    for (const own of ['/api/v1/auth/me', '/api/v1/users/me', '/api/v1/orders']) {
      await eventually(async () => expect((await client.call('GET', own, { token: ada.token })).status).to.equal(401));
    }
    const { email, password, refreshToken } = ada;
    expect((await client.call('POST', '/api/v1/auth/login', { body: { email, password } })).status).to.equal(401);
    expect((await client.call('POST', '/api/v1/auth/refresh', { body: { refreshToken } })).status).to.equal(401);

    const kept = (await client.call('GET', `/api/v1/orders/${order.body.id}`, { token: staff })).body;
    expect(kept.totals).to.deep.equal(order.body.totals);
    expect(kept.lines).to.deep.equal(order.body.lines);
    expect(kept).to.include({ customerId: null, email: null, note: null, shippingAddress: null, billingAddress: null });
    const untouched = await client.call('GET', `/api/v1/orders/${foreign.body.id}`, { token: bob.token });
    expect(untouched.body).to.deep.equal(foreign.body);

    await mailbox.waitFor(email, /^Your data has been erased/);
    const search = encodeURIComponent(email);
    for (const list of [
      `/api/v1/users?search=${search}`,
      `/api/v1/auth/accounts?search=${search}`,
      `/api/v1/orders?q=${search}`,
      `/api/v1/orders?customerId=${me.id}`,
    ]) {
      const found = await client.call('GET', list, { token: staff });
      expect([found.status, found.body.data], list).to.deep.equal([200, []]);
    }
    const mails = () => client.call('GET', `/api/v1/mail/messages?recipient=${search}`, { token: staff });
    await eventually(async () => expect((await mails()).body.data).to.deep.equal([]), { timeoutMs: 40_000 });
  });

  it('lets the address begin anew', async () => {
    const body = { email: ada.email, password: ada.password, name: 'Ada' };
    expect((await client.call('POST', '/api/v1/auth/register', { body })).status).to.equal(202);
    await eventually(async () => {
      const found = await client.call('GET', `/api/v1/auth/accounts?search=${encodeURIComponent(ada.email)}`, {
        token: staff,
      });
      expect(found.body.data).to.have.length(1);
    });
  });
});
