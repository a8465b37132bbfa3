import { emailChanged } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { startUsers, type UsersUnderTest } from './users-harness.ts';

describe('A profile', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users?.stop());

  it('has the new address of its account, and an older event does not bring the former back', async () => {
    const person = users.newPerson();
    const email = `new-${person.id}@example.com`;
    const data = { accountId: person.id, email, name: 'Ada', locale: null, previousEmail: person.email };
    await users.publishRegistered(person, { name: 'Ada', version: 1 });
    await users.publish(emailChanged, person.id, 5, data);
    const profile = async () => (await users.call('GET', '/me', person)).body;
    await eventually(async () => (await profile()).email === email);
    const late = await users.publishRegistered(person, { name: 'Eve', version: 3 });
    await eventually(async () => {
      const handled = await users.db.query('SELECT 1 FROM inbox WHERE event_id = $1', [late]);
      return handled.length === 1;
    });
    expect(await profile()).to.include({ email, name: 'Ada' });
  });
});
