import { type Client, type components, createClient } from '@oms/client';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { bearing, type Customer, refusal, registerCustomer, signIn } from './people.ts';
import { type RunningSystem, runningSystem } from './running-system.ts';
import { shippingAddress } from './shipping-address.ts';

type Order = components['schemas']['Order'];

describe('privacy, as a person meets it', () => {
  let system: RunningSystem;
  /** Of somebody who has not signed in. */
  let visitor: Client;
  let mailbox: Mailbox;
  let staff: Client;
  let ada: Customer;
  let bob: Customer;
  let order: Order;
  let foreign: Order;

  before(async () => {
    system = await runningSystem();
    visitor = createClient({ baseUrl: system.gatewayUrl });
    mailbox = openMailbox(system.mailUrl);
    staff = (await signIn(system.gatewayUrl, system.admin)).oms;
    ada = await registerCustomer(system.gatewayUrl, mailbox);
    bob = await registerCustomer(system.gatewayUrl, mailbox, 'Bob');
    const { data } = await visitor.GET('/api/v1/products', { params: { query: { currency: 'EUR', limit: 10 } } });
    const sku = data.data[5]?.sku ?? expect.fail('there are not six products');
    const place = async ({ oms }: Customer): Promise<Order> => {
      const items = [{ sku, quantity: 1 }];
      const body = { currency: 'EUR', items, shippingAddress, note: 'Leave it with Mrs Somerville' };
      return (await oms.POST('/api/v1/orders', { body })).data;
    };
    order = await place(ada);
    foreign = await place(bob);
    await ada.oms.POST('/api/v1/users/me/addresses', { body: shippingAddress });
    await mailbox.waitFor(ada.email, new RegExp(order.number));
  });
  after(() => system?.stop());

  it('gives them one archive of what every service holds, and nobody else', async () => {
    const { data, response } = await ada.oms.POST('/api/v1/users/me/export');
    expect(response.status).to.equal(202);
    expect(response.headers.get('location')).to.equal(`/api/v1/users/me/export/${data.id}`);
    const read = (oms: Client) => oms.GET('/api/v1/users/me/export/{id}', { params: { path: { id: data.id } } });
    // Of what is in it each service knows for itself.
    // biome-ignore lint/suspicious/noExplicitAny: archives are read field by field
    const archive = await eventually(async (): Promise<any> => {
      const { data: answer } = await read(ada.oms);
      if (answer.status !== 'ready') throw new Error(`it is ${JSON.stringify(answer)}`);
      return answer.archive;
    });
    expect(archive).to.have.all.keys('auth', 'users', 'orders', 'mailer');
    expect(archive.auth.account[0].email).to.equal(ada.email);
    expect(archive.auth.sessions).to.have.length.above(0);
    expect(archive.users.profile[0].email).to.equal(ada.email);
    expect(archive.users.addresses[0].address.city).to.equal('London');
    expect(archive.orders.orders.map(({ id }: { id: string }) => id)).to.deep.equal([order.id]);
    expect(archive.mailer.messages.map(({ template }: { template: string }) => template)).to.include(
      'order-confirmation',
    );
    expect(JSON.stringify(archive)).not.to.include(bob.email);
    for (const oms of [bob.oms, staff]) expect((await refusal(read(oms))).status).to.equal(404);
    await mailbox.waitFor(ada.email, /^Your data is ready/);
  });

  it('streams people to staff as CSV and NDJSON, and to nobody else', async () => {
    const stream = (oms: Client, accept: string) =>
      oms.GET('/api/v1/users', {
        params: { query: { search: ada.email } },
        headers: { accept },
        parseAs: 'text',
      });
    const csv = await stream(staff, 'text/csv');
    expect(csv.data)
      .to.match(/^id,email,name,.*\r\n/)
      .and.to.include(ada.email);
    const lines = await stream(staff, 'application/x-ndjson');
    expect(lines.response.headers.get('content-type')).to.equal('application/x-ndjson');
    expect((await refusal(stream(bob.oms, 'text/csv'))).status).to.equal(403);
  });

  it('forgets them everywhere when they ask for it, keeps what was bought, and says so by mail', async () => {
    const { email, password, refreshToken, token } = ada;
    const { data: me } = await ada.oms.GET('/api/v1/users/me');
    const { data: asked, response } = await ada.oms.DELETE('/api/v1/users/me');
    expect(response.status).to.equal(202);
    expect(response.headers.get('location')).to.equal(`/api/v1/users/erasures/${asked.id}`);
    const follow = () => visitor.GET('/api/v1/users/erasures/{id}', { params: { path: { id: asked.id } } });
    await eventually(async () => {
      const { status, missing } = (await follow()).data;
      expect([status, missing]).to.deep.equal(['completed', []]);
    });
    expect(JSON.stringify((await follow()).data)).not.to.include(email);

    for (const own of ['/api/v1/auth/me', '/api/v1/users/me', '/api/v1/orders'] as const) {
      await eventually(async () => expect((await refusal(visitor.GET(own, bearing(token)))).status).to.equal(401));
    }
    expect((await refusal(visitor.signIn(email, password))).status).to.equal(401);
    const renewed = visitor.POST('/api/v1/auth/refresh', { body: { refreshToken } });
    expect((await refusal(renewed)).status).to.equal(401);

    const orderOf = async (oms: Client, id: string): Promise<Order> =>
      (await oms.GET('/api/v1/orders/{id}', { params: { path: { id } } })).data;
    const kept = await orderOf(staff, order.id);
    expect(kept.totals).to.deep.equal(order.totals);
    expect(kept.lines).to.deep.equal(order.lines);
    expect(kept).to.include({ customerId: null, email: null, note: null, shippingAddress: null, billingAddress: null });
    expect(await orderOf(bob.oms, foreign.id)).to.deep.equal(foreign);

    await mailbox.waitFor(email, /^Your data has been erased/);
    const found = await Promise.all([
      staff.GET('/api/v1/users', { params: { query: { search: email } } }),
      staff.GET('/api/v1/auth/accounts', { params: { query: { search: email } } }),
      staff.GET('/api/v1/orders', { params: { query: { q: email } } }),
      staff.GET('/api/v1/orders', { params: { query: { customerId: me.id } } }),
    ]);
    for (const { data, response: answer } of found)
      expect(data, answer.url).to.deep.equal({ data: [], nextCursor: null });
    const mails = () => staff.GET('/api/v1/mail/messages', { params: { query: { recipient: email } } });
    await eventually(async () => expect((await mails()).data.data).to.deep.equal([]), { timeoutMs: 40_000 });
  });

  it('lets the address begin anew', async () => {
    const body = { email: ada.email, password: ada.password, name: 'Ada' };
    expect((await visitor.POST('/api/v1/auth/register', { body })).response.status).to.equal(202);
    const accounts = () => staff.GET('/api/v1/auth/accounts', { params: { query: { search: ada.email } } });
    await eventually(async () => expect((await accounts()).data.data).to.have.length(1));
  });
});
