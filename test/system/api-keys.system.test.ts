import { type Client, type components, createClient } from '@oms/client';
import { eventually, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { refusal, registerCustomer, type SignedIn, signIn, tokenIn } from './people.ts';
import { createRawClient, type RawClient } from './raw-client.ts';
import { type BootedSystem, bootSystem, type ServiceName } from './running-system.ts';

/** Of each service something that needs a permission. */
const routes: Readonly<Record<ServiceName, string>> = {
  auth: '/api/v1/auth/accounts',
  users: '/api/v1/users',
  orders: '/api/v1/orders?customerId=00000000-0000-7000-8000-000000000000',
  mailer: '/api/v1/mail/messages',
};
type NewApiKey = components['schemas']['NewApiKey'];
const permissions: NewApiKey['permissions'] = ['users:read', 'orders:read', 'mail:read'];

describe('API keys and changed addresses across all services', () => {
  let system: BootedSystem;
  let mailbox: Mailbox;
  let admin: Client;
  /** Each alone, told of what it answers at once. */
  let replicas: { name: ServiceName; client: RawClient }[];

  before(async function () {
    if (process.env.BASE_URL) skipBecause(this, 'it asks two replicas of its own one by one, not a running system');
    system = await bootSystem({ replicas: 2, settings: { DATABASE_POOL_MAX: '6' } });
    mailbox = openMailbox(system.mailUrl);
    admin = (await signIn(system.gatewayUrl, system.admin)).oms;
    replicas = (Object.keys(routes) as ServiceName[]).flatMap((name) =>
      system.replicas[name].map((url) => ({ name, client: createRawClient(url) })),
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
  /** A program with a key, that takes every answer as it is. */
  const program = (apiKey: string): Client =>
    createClient({ baseUrl: system.gatewayUrl, apiKey, retry: { retries: 0 } });

  async function makeKey(oms: Client, wanted = permissions): Promise<NewApiKey> {
    const body = { name: 'Reports', permissions: wanted };
    const { data, response } = await oms.POST('/api/v1/auth/api-keys', { body });
    expect(response.status).to.equal(201);
    return data;
  }

  async function newStaff(): Promise<SignedIn & { id: string }> {
    const person = await registerCustomer(system.gatewayUrl, mailbox);
    const { id } = (await person.oms.GET('/api/v1/auth/me')).data;
    await setRoles(id, ['customer', 'staff']);
    return { ...(await signIn(system.gatewayUrl, person)), id };
  }
  const setRoles = (id: string, roles: ('customer' | 'staff')[]) =>
    admin.PUT('/api/v1/auth/accounts/{id}/roles', { params: { path: { id } }, body: { roles } });

  it('lets a key do on every service what it was given, until it is revoked: then nowhere within a second', async () => {
    const { id, key } = await makeKey(admin);
    await expectEverywhere(key, 200);
    const product = { sku: 'NO-SUCH', name: 'None', prices: [] };
    const { status, code } = await refusal(program(key).POST('/api/v1/products', { body: product }));
    expect([status, code]).to.deep.equal([403, 'forbidden']);
    await admin.DELETE('/api/v1/auth/api-keys/{id}', { params: { path: { id } } });
    await expectEverywhere(key, 401, 1_000);
  });

  it('takes from a key what is taken from its maker, on every service within a second', async () => {
    const staff = await newStaff();
    const { key } = await makeKey(staff.oms);
    await expectEverywhere(key, 200);
    await setRoles(staff.id, ['customer']);
    await eventually(async () => expect(await statuses(key)).not.to.include(200), { timeoutMs: 1_000, intervalMs: 20 });
    await expectEverywhere(key, 403);
    const params = { path: { id: staff.id } };
    await admin.POST('/api/v1/auth/accounts/{id}/suspend', { params, body: { reason: 'left' } });
    await expectEverywhere(key, 401, 1_000);
  });

  it('tells when a key was used, whichever service it was used with', async () => {
    const { id, key } = await makeKey(admin, ['orders:read']);
    const query = { customerId: '00000000-0000-7000-8000-000000000000' };
    await eventually(() => program(key).GET('/api/v1/orders', { params: { query } }));
    await eventually(async () => {
      const { data } = await admin.GET('/api/v1/auth/api-keys');
      return (data.data.find((each) => each.id === id)?.lastUsedAt ?? null) !== null;
    });
  });

  it('changes an address on every service, by the link that was mailed to the new one', async () => {
    const { oms, email, password } = await registerCustomer(system.gatewayUrl, mailbox);
    const newEmail = `new-${email}`;
    const asked = await oms.POST('/api/v1/auth/email/change', { body: { newEmail, password } });
    expect(asked.response.status).to.equal(202);
    const mail = await mailbox.waitFor(newEmail, /./);
    await createClient({ baseUrl: system.gatewayUrl }).POST('/api/v1/auth/verify-email', {
      body: { token: tokenIn(mail.text) },
    });
    const { oms: moved } = await signIn(system.gatewayUrl, { email: newEmail, password });
    await eventually(async () => (await moved.GET('/api/v1/users/me')).data.email === newEmail);
    await eventually(async () => {
      const mails = await mailbox.to(email);
      return mails.filter(({ text }) => text.includes(newEmail)).length >= 2; // When it was asked for, and when it was done.
    });
  });
});
