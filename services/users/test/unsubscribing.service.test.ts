import { mailUnsubscribed } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { startUsers, type UsersUnderTest } from './users-harness.ts';

describe('Preferences', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users?.stop());

  it('say what somebody has unsubscribed from within a mail, and keep the rest', async () => {
    const person = users.newPerson();
    const path = '/me/preferences';
    const mails = { orderUpdates: true, news: true };
    expect((await users.call('PUT', path, person, { body: { mails } })).status).to.equal(200);
    await users.publish(mailUnsubscribed, person.id, 1, { accountId: person.id, category: 'news' });
    await eventually(async () => {
      const { body } = await users.call('GET', path, person);
      expect(body.mails).to.deep.equal({ orderUpdates: true, news: false });
    });
  });
});
