import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { eraseAgain } from '../src/erase-again.ts';
import { startUsers, type UsersUnderTest } from './users-harness.ts';

describe('People whom a restored back-up has brought back', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());

  it('are erased again, once, and those who are not there are passed over', async () => {
    const [ada, bob] = [users.newPerson(), users.newPerson()];
    await users.change('/me', ada, { name: 'Ada' });
    await users.change('/me', bob, { name: 'Bob' });
    expect(await eraseAgain(users.db, [ada.id, randomUUID()])).to.equal(1);
    await eraseAgain(users.db, [ada.id]);
    const erasures = await users.db.query<{ id: string; accountId: string }>(
      'SELECT id, account_id AS "accountId" FROM erasures WHERE account_id = ANY ($1)',
      [[ada.id, bob.id]],
    );
    expect(erasures.map(({ accountId }) => accountId)).to.deep.equal([ada.id]);
    const [{ id = '' } = {}] = erasures;
    const { type, data } = await users.eventOf({ id }, 1);
    expect(type).to.equal('oms.users.erasure.requested.v1');
    expect(data).to.include({ accountId: ada.id, email: ada.email });
  });

  it('are not touched at all when one of the ids is none', async () => {
    const ada = users.newPerson();
    await users.change('/me', ada, { name: 'Ada' });
    const error = await eraseAgain(users.db, [ada.id, 'ada@example.com']).catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(RangeError).with.property('message', 'No id of an account: ada@example.com');
    expect(await users.db.query('SELECT 1 FROM erasures WHERE account_id = $1', [ada.id])).to.deep.equal([]);
  });
});
