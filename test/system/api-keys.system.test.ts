import { eventually, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { type Client, type Customer, createClient, logIn, registerCustomer, tokenIn } from './client.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type BootedSystem, bootSystem, type ServiceName } from './running-system.ts';

/** Of each service something that needs a permission. */
const routes: Readonly<Record<ServiceName, string>> = {
  auth: '/api/v1/auth/accounts',
  users: '/api/v1/users',
  orders: '/api/v1/orders?customerId=00000000-0000-7000-8000-000000000000',
  mailer: '/api/v1/mail/messages',
};
const permissions = ['users:read', 'orders:read', 'mail:read'];

describe('API keys and changed addresses across all services', () => {
  let system: BootedSystem;
  let gateway: Client;
  let mailbox: Mailbox;
  let admin: string;
  let replicas: { name: ServiceName; client: Client }[];

  before(async function () {
    if (process.env.BASE_URL) skipBecause(this, 'it asks two replicas of its own one by one, not a running system');
    system = await bootSystem({ replicas: 2, settings: { DATABASE_POOL_MAX: '6' } });
    gateway = createClient(system.gatewayUrl);
    mailbox = openMailbox(system.mailUrl);
    admin = (await logIn(gateway, system.admin.email, system.admin.password)).token;
    replicas = (Object.keys(routes) as ServiceName[]).flatMap((name) =>
      system.replicas[name].map((url) => ({ name, client: createClient(url) })),
    );
  });
  after(() => system?.stop());

  const statuses = (key: string): Promise<number[]> =>
    Promise.all(
      replicas.map(async ({ name, client }) => (await client.call('GET', routes[name], { token: key })).status),
    );
  const expectEverywhere = (key: string, status: number, timeoutMs = 5_000): Promise<unknown> =>
    eventually(async () => expect(await statuses(key)).to.deep.equal(replicas.map(() => status)), {
      timeoutMs,
      intervalMs: 20,
    });
  const post = (path: string, body: unknown, token = admin) => gateway.call('POST', path, { body, token });

  async function makeKey(token: string, wanted = permissions): Promise<{ id: string; key: string }> {
    const { status, body } = await post('/api/v1/auth/api-keys', { name: 'Reports', permissions: wanted }, token);
    expect(status).to.equal(201);
    return body;
  }

  async function newStaff(): Promise<Customer & { id: string }> {
    const person = await registerCustomer(gateway, mailbox);
    const { body } = await gateway.call('GET', '/api/v1/auth/me', { token: person.token });
    const roles = { roles: ['customer', 'staff'] };
    await gateway.call('PUT', `/api/v1/auth/accounts/${body.id}/roles`, { body: roles, token: admin });
    return { ...person, ...(await logIn(gateway, person.email, person.password)), id: body.id };
  }

  it('lets a key do on every service what it was given, until it is revoked: then nowhere within a second', async () => {
    const { id, key } = await makeKey(admin);
    await expectEverywhere(key, 200);
    const refused = await post('/api/v1/products', {}, key);
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'forbidden']);
    expect((await gateway.call('DELETE', `/api/v1/auth/api-keys/${id}`, { token: admin })).status).to.equal(204);
    await expectEverywhere(key, 401, 1_000);
  });

  it('takes from a key what is taken from its maker, on every service within a second', async () => {
    const staff = await newStaff();
    const { key } = await makeKey(staff.token);
    await expectEverywhere(key, 200);
    await gateway.call('PUT', `/api/v1/auth/accounts/${staff.id}/roles`, {
      body: { roles: ['customer'] },
      token: admin,
    });
    await eventually(async () => expect(await statuses(key)).not.to.include(200), { timeoutMs: 1_000, intervalMs: 20 });
    await expectEverywhere(key, 403);
    await post(`/api/v1/auth/accounts/${staff.id}/suspend`, { reason: 'left' });
    await expectEverywhere(key, 401, 1_000);
  });

  it('tells when a key was used, whichever service it was used with', async () => {
    const { id, key } = await makeKey(admin, ['orders:read']);
    await eventually(async () =>
      expect((await gateway.call('GET', routes.orders, { token: key })).status).to.equal(200),
    );
    await eventually(async () => {
      const { body } = await gateway.call('GET', '/api/v1/auth/api-keys', { token: admin });
      return body.data.find((each: { id: string }) => each.id === id).lastUsedAt !== null;
    });
  });

  it('changes an address on every service, by the link that was mailed to the new one', async () => {
    const person = await registerCustomer(gateway, mailbox);
    const newEmail = `new-${person.email}`;
    const change = { newEmail, password: person.password };
    expect((await post('/api/v1/auth/email/change', change, person.token)).status).to.equal(202);
    const mail = await mailbox.waitFor(newEmail, /./);
    const verified = await gateway.call('POST', '/api/v1/auth/verify-email', { body: { token: tokenIn(mail.text) } });
    expect(verified.status).to.equal(204);
    const { token } = await logIn(gateway, newEmail, person.password);
    await eventually(async () => {
      const { body } = await gateway.call('GET', '/api/v1/users/me', { token });
      return body.email === newEmail;
    });
    await eventually(async () => {
      const mails = await mailbox.to(person.email);
      return mails.filter(({ text }) => text.includes(newEmail)).length >= 2; // When it was asked for, and when it was done.
    });
  });
});
