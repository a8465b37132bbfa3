import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { maximumAddresses } from '../src/addresses/address-book.ts';
import { type Person, startUsers, type UsersUnderTest } from './users-harness.ts';

const home = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

describe('An address book', () => {
  let users: UsersUnderTest;
  let ada: Person;
  before(async () => {
    users = await startUsers();
  });
  beforeEach(() => {
    ada = users.newPerson();
  });
  after(() => users.stop());

  const add = (body: unknown, person = ada, headers = {}) =>
    users.call('POST', '/me/addresses', person, { body, headers });
  const list = async (person = ada) => (await users.call('GET', '/me/addresses', person)).body.data;
  const defaults = async () => {
    const all = await list();
    return {
      shipping: all.flatMap((each: { id: string; defaultShipping: boolean }) =>
        each.defaultShipping ? [each.id] : [],
      ),
      billing: all.flatMap((each: { id: string; defaultBilling: boolean }) => (each.defaultBilling ? [each.id] : [])),
    };
  };

  it('is empty at first; its first address is the default for shipping and billing', async () => {
    expect(await list()).to.deep.equal([]);
    const added = await add({ ...home, company: 'Analytical Engines' });
    expect(added.status).to.equal(201);
    expect(added.body).to.deep.include({ ...home, company: 'Analytical Engines', defaultShipping: true });
    expect(added.headers.get('location')).to.equal(`/api/v1/users/me/addresses/${added.body.id}`);
    expect(await list()).to.deep.equal([added.body]);
    const one = await users.call('GET', `/me/addresses/${added.body.id}`, ada);
    expect(one.body).to.deep.equal(added.body);
    const foreign = await users.call('GET', `/me/addresses/${added.body.id}`, users.newPerson());
    expect(foreign.status).to.equal(404);
  });

  it('has one default each, which another address takes over', async () => {
    const first = (await add(home)).body;
    const second = (await add({ ...home, line1: 'Elsewhere 1' })).body;
    expect(await defaults()).to.deep.equal({ shipping: [first.id], billing: [first.id] });
    const third = (await add({ ...home, defaultShipping: true })).body;
    expect(await defaults()).to.deep.equal({ shipping: [third.id], billing: [first.id] });
    await users.call('PATCH', `/me/addresses/${second.id}`, ada, { body: { defaultBilling: true } });
    expect(await defaults()).to.deep.equal({ shipping: [third.id], billing: [second.id] });
    await users.call('DELETE', `/me/addresses/${third.id}`, ada);
    expect(await defaults()).to.deep.equal({ shipping: [second.id], billing: [second.id] });
  });

  it('keeps one default each when many are made the default at the same time', async () => {
    await add(home);
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        add({ ...home, line1: `${index}`, defaultShipping: true, defaultBilling: true }),
      ),
    );
    const { shipping, billing } = await defaults();
    expect([shipping.length, billing.length, (await list()).length]).to.deep.equal([1, 1, 9]);
  });

  it('changes what is given and takes away what is null', async () => {
    const { id } = (await add({ ...home, company: 'Analytical Engines', phone: '+44 20 7946 0000' })).body;
    const answer = await users.call('PATCH', `/me/addresses/${id}`, ada, { body: { company: null, city: 'Leeds' } });
    expect(answer.status).to.equal(200);
    expect(answer.body).to.include({ city: 'Leeds', line1: home.line1, phone: '+44 20 7946 0000' });
    expect(answer.body).not.to.have.property('company');
  });

  it('is nobody else’s', async () => {
    const { id } = (await add(home)).body;
    const bob = users.newPerson();
    expect(await list(bob)).to.deep.equal([]);
    const change = await users.call('PATCH', `/me/addresses/${id}`, bob, { body: { city: 'Leeds' } });
    expect(change.status).to.equal(404);
    expect((await users.call('DELETE', `/me/addresses/${id}`, bob)).status).to.equal(404);
    expect((await users.call('DELETE', '/me/addresses/none', ada)).status).to.equal(404);
    expect(await list()).to.have.length(1);
  });

  it('adds once when a request is repeated with its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'add-home' };
    const first = await add(home, ada, headers);
    const again = await add(home, ada, headers);
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get('idempotent-replayed')).to.equal('true');
    expect(await list()).to.have.length(1);
    expect((await add({ ...home, city: 'Leeds' }, ada, headers)).body.code).to.equal('idempotency_key_reused');
  });

  it('refuses what is not an address', async () => {
    for (const [body, pointer, code] of [
      [{ ...home, country: 'XX' }, '/country', 'unknown_country'],
      [{ ...home, country: undefined }, '/country', 'required'],
      [{ ...home, city: '' }, '/city', 'too_small'],
      [{ ...home, planet: 'Earth' }, '/planet', 'unknown_field'],
      [{ ...home, line1: 'x'.repeat(201) }, '/line1', 'too_big'],
      [{ ...home, defaultShipping: 'yes' }, '/defaultShipping', 'invalid_type'],
    ] as const) {
      const answer = await add(body);
      expect(answer.status).to.equal(422);
      expect(answer.body.errors[0]).to.include({ pointer, code });
    }
    const { id } = (await add(home)).body;
    for (const body of [{}, { city: null }, { country: 'XX' }, { defaultShipping: false }]) {
      const answer = await users.call('PATCH', `/me/addresses/${id}`, ada, { body });
      expect(answer.status, JSON.stringify(body)).to.equal(422);
    }
  });

  it('takes a hundred addresses', async () => {
    await add(home);
    await users.db.query(
      `INSERT INTO addresses (id, profile_id, address, default_shipping, default_billing, created_at, updated_at)
       SELECT gen_random_uuid(), profile_id, address, false, false, now(), now()
         FROM addresses, generate_series(2, $2) WHERE profile_id = $1`,
      [ada.id, maximumAddresses],
    );
    const answer = await add(home);
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'too_many_addresses']);
  });
});

describe('Who is being erased', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());

  const requests = [
    ['POST', '/me/addresses', home],
    ['PUT', '/me/preferences', { mails: { orderUpdates: true, news: true } }],
  ] as const;
  for (const [method, path, body] of requests) {
    it(`is not found by a ${method} ${path} that waits for it`, async () => {
      const ada = users.newPerson();
      expect((await users.call('GET', '/me', ada)).status).to.equal(200);
      const { answer } = await users.db.transaction(async (tx) => {
        await tx.query('DELETE FROM profiles WHERE id = $1', [ada.id]);
        const answer = users.call(method, path, ada, { body });
        await eventually(async () => {
          const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
          return (await users.db.query(waiting)).length > 0;
        });
        return { answer };
      });
      expect((await answer).status).to.equal(404);
    });
  }
});

describe('Preferences', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());

  it('want mails about orders and no news, until the person says otherwise; then the mailer hears of it', async () => {
    const ada = users.newPerson();
    expect((await users.call('GET', '/me/preferences', ada)).body).to.deep.equal({
      mails: { orderUpdates: true, news: false },
    });
    const wanted = { mails: { orderUpdates: false, news: true } };
    for (const version of [1, 2]) {
      const put = await users.call('PUT', '/me/preferences', ada, { body: wanted });
      expect([put.status, put.body]).to.deep.equal([200, wanted]);
      const event = await users.eventOf(ada, version);
      expect(event.type).to.equal('oms.users.preferences.changed.v1');
      expect(event.data).to.deep.equal({ accountId: ada.id, ...wanted });
    }
    expect((await users.call('GET', '/me/preferences', ada)).body).to.deep.equal(wanted);
  });

  it('are replaced whole', async () => {
    const ada = users.newPerson();
    for (const body of [
      {},
      { mails: {} },
      { mails: { orderUpdates: true } },
      { mails: { orderUpdates: 1, news: 0 } },
    ]) {
      expect((await users.call('PUT', '/me/preferences', ada, { body })).status).to.equal(422);
    }
  });
});
