import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { startUsers, type UsersUnderTest } from './users-harness.ts';

describe('A profile', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());

  it('is there once somebody has registered, with what they said then', async () => {
    const ada = users.newPerson();
    await users.publishRegistered(ada, { name: 'Ada Lovelace', locale: 'de-CH' });
    const profile = await eventually(async () => {
      const { body } = await users.call('GET', '/me', ada);
      return body.name === 'Ada Lovelace' && body;
    });
    expect(profile).to.include({ id: ada.id, email: ada.email, phone: null, locale: 'de-CH', timeZone: 'UTC' });
  });

  it('is there for a person who is faster than the event, and is completed by it', async () => {
    const ada = users.newPerson();
    const early = await users.call('GET', '/me', ada);
    expect([early.status, early.headers.get('etag')]).to.deep.equal([200, '"1"']);
    expect(early.body).to.include({ id: ada.id, email: ada.email, name: null, locale: 'en' });
    await users.publishRegistered(ada, { name: 'Ada', locale: 'fr' });
    const completed = await eventually(async () => {
      const { body } = await users.call('GET', '/me', ada);
      return body.name === 'Ada' && body;
    });
    expect(completed).to.include({ locale: 'fr', version: 2 });
  });

  it('keeps what the person said before the event came', async () => {
    const ada = users.newPerson();
    await users.change('/me', ada, { name: 'Countess' });
    await users.publishRegistered(ada, { name: 'Ada', locale: 'fr' });
    const completed = await eventually(async () => {
      const { body } = await users.call('GET', '/me', ada);
      return body.locale === 'fr' && body;
    });
    expect(completed.name).to.equal('Countess');
  });

  it('is made once of many first looks at the same time', async () => {
    const ada = users.newPerson();
    const answers = await Promise.all(Array.from({ length: 10 }, () => users.call('GET', '/me', ada)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(10).fill(200));
  });

  it('takes an event in once, however often it comes', async () => {
    const ada = users.newPerson();
    const id = await users.publishRegistered(ada, { name: 'Ada' });
    await eventually(async () => (await users.call('GET', '/me', ada)).body.name === 'Ada');
    const { version } = (await users.change('/me', ada, { name: null })).body;
    await users.publishRegistered(ada, { name: 'Ada', id });
    await users.publishRegistered(ada, { name: 'Ada, once more' });
    const bob = users.newPerson();
    await users.publishRegistered(bob, { name: 'Bob' });
    await eventually(async () => (await users.call('GET', '/me', bob)).body.name === 'Bob');
    await eventually(async () => {
      const rows = await users.db.query(`SELECT 1 FROM inbox WHERE event_id = $1`, [id]);
      return rows.length === 1;
    });
    const { body } = await users.call('GET', '/me', ada);
    expect([body.name, body.version]).to.deep.equal([null, version]);
  });

  it('is changed by its person against its version, and the other services hear of it', async () => {
    const ada = users.newPerson();
    const changes = { name: 'Ada', phone: '+4930123456', locale: 'DE-ch', timeZone: 'Europe/Zurich' };
    const answer = await users.change('/me', ada, changes);
    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.include({ ...changes, locale: 'de-CH', version: 2 });
    expect(answer.headers.get('etag')).to.equal('"2"');
    const event = await users.eventOf(ada, 2);
    expect(event).to.deep.include({ type: 'oms.users.profile.updated.v1', aggregateversion: 2 });
    expect(event.data).to.deep.equal({ accountId: ada.id, ...changes, locale: 'de-CH' });
    const same = await users.change('/me', ada, { name: 'Ada' });
    expect(same.body.version, 'nothing changed').to.equal(2);
    expect((await users.change('/me', ada, { phone: null })).body).to.include({ phone: null, name: 'Ada', version: 3 });
  });

  it('is not changed blindly: without a version 428, with an old one 412 and what has changed since', async () => {
    const ada = users.newPerson();
    const body = { name: 'Ada' };
    const blind = await users.call('PATCH', '/me', ada, { body });
    expect([blind.status, blind.body.code]).to.deep.equal([428, 'precondition_required']);
    await users.change('/me', ada, { phone: '+4930123456' });
    const stale = await users.call('PATCH', '/me', ada, { body, headers: { 'if-match': '"1"' } });
    expect([stale.status, stale.body.code]).to.deep.equal([412, 'precondition_failed']);
    expect(stale.body).to.deep.include({ currentVersion: 2, changed: ['phone'] });
    expect((await users.call('PATCH', '/me', ada, { body, headers: { 'if-match': '*' } })).status).to.equal(200);
  });

  it('takes one of many changes that were made from the same version', async () => {
    const ada = users.newPerson();
    await users.call('GET', '/me', ada);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        users.call('PATCH', '/me', ada, { body: { name: `Ada ${index}` }, headers: { 'if-match': '"1"' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array(7).fill(412)]);
  });

  it('refuses what is not a name, a number, a locale or a zone', async () => {
    const ada = users.newPerson();
    for (const body of [
      {},
      [],
      { name: '' },
      { name: 'a\nb' },
      { name: 'x'.repeat(201) },
      { name: 'nul \u0000' },
      { phone: '030 123456' },
      { phone: '+0123456789' },
      { locale: 'not a locale' },
      { locale: null },
      { timeZone: 'Mars/Olympus' },
      { timeZone: '+02:00' },
      { email: 'other@example.com' },
      { version: 7 },
    ]) {
      const answer = await users.change('/me', ada, body);
      expect([answer.status, answer.body.code], JSON.stringify(body)).to.deep.equal([422, 'validation_failed']);
    }
    const broken = await users.call('PATCH', '/me', ada, { body: '{', headers: { 'if-match': '*' } });
    expect(broken.status).to.equal(400);
    const text = await users.call('PATCH', '/me', ada, {
      body: 'name=x',
      headers: { 'if-match': '*', 'content-type': 'text/plain' },
    });
    expect(text.status).to.equal(415);
    const wrong = await users.call('POST', '/me', ada);
    expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'GET, PATCH, DELETE, HEAD']);
  });

  it('is shown to nobody without a token that is good', async () => {
    const ada = users.newPerson();
    expect((await users.call('GET', '/me')).status).to.equal(401);
    const [head, body, signature = ''] = ada.token.split('.');
    const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
    for (const token of [`${head}.${body}.${flipped}`, `${head}.${body}.`, 'x.y.z']) {
      const answer = await users.call('GET', '/me', { ...ada, token });
      expect([answer.status, answer.body.code]).to.deep.equal([401, 'token_invalid']);
    }
    const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString());
    await users.revocations.publish([{ kind: 'session', sessionId: claims.sid, expiresAt: Date.now() / 1000 + 360 }]);
    await eventually(async () => (await users.call('GET', '/me', ada)).status === 401, { timeoutMs: 1_000 });
  });
});

describe('The people of a shop', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());

  it('are found by staff by any part of name or address, page by page', async () => {
    const staff = users.newPerson('staff');
    const people = Array.from({ length: 5 }, () => users.newPerson());
    for (const [index, person] of people.entries()) await users.change('/me', person, { name: `Zoë 50%_${index}` });
    const ids = async (query: string) => {
      const { body } = await users.call('GET', `?${query}`, staff);
      return body.data.map(({ id }: { id: string }) => id);
    };
    const everyone = people.map(({ id }) => id);
    expect(await ids(`search=${encodeURIComponent('zoË 50%_')}`)).to.have.members(everyone);
    expect(await ids(`search=${people[2]?.email.toUpperCase().slice(0, 30)}`)).to.deep.equal([everyone[2]]);
    expect(await ids('search=%25%25')).to.deep.equal([]);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await users.call('GET', `?search=zo%C3%AB&limit=2${cursor && `&cursor=${cursor}`}`, staff);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    expect(seen).to.have.length(5).and.have.members(everyone);
    expect(await ids(`search=zo%C3%AB&createdAfter=${new Date(Date.now() + 60_000).toISOString()}`)).to.deep.equal([]);
    for (const bad of ['limit=0', 'limit=101', 'cursor=x', 'createdAfter=yesterday', 'unknown=1', 'search=']) {
      expect((await users.call('GET', `?${bad}`, staff)).status, bad).to.equal(422);
    }
  });

  it('are read and corrected one by one by staff', async () => {
    const staff = users.newPerson('staff');
    const ada = users.newPerson();
    expect((await users.call('GET', `/${ada.id}`, staff)).status).to.equal(404);
    await users.call('GET', '/me', ada);
    const found = await users.call('GET', `/${ada.id}`, staff);
    expect(found.body.email).to.equal(ada.email);
    const changed = await users.change(`/${ada.id}`, staff, { name: 'Ada, corrected' });
    expect(changed.body.name).to.equal('Ada, corrected');
    expect((await users.call('PATCH', `/${ada.id}`, staff, { body: { name: 'x' } })).status).to.equal(428);
    expect((await users.call('GET', '/not-an-id', staff)).status).to.equal(404);
  });

  it('are not shown to customers', async () => {
    const ada = users.newPerson();
    const bob = users.newPerson();
    await users.call('GET', '/me', bob);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', `/${bob.id}`],
      ['PATCH', `/${bob.id}`],
    ] as const) {
      const answer = await users.call(method, path, ada, {
        ...(method === 'PATCH' && { body: { name: 'x' }, headers: { 'if-match': '*' } }),
      });
      expect([answer.status, answer.body.code]).to.deep.equal([403, 'forbidden']);
    }
  });
});
