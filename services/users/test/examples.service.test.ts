import { type DocumentedExamples, documentedExamples, sendDeadLetterExamples } from '@oms/testing';
import { expect } from 'chai';
import { startUsers, type UsersUnderTest } from './users-harness.ts';

describe('The examples of users’ document', () => {
  let users: UsersUnderTest;
  let examples: DocumentedExamples;
  before(async () => {
    users = await startUsers();
    examples = await documentedExamples(users.baseUrl);
  });
  after(() => users.stop());

  const send: DocumentedExamples['send'] = (...request) => examples.send(...request);
  const tagOf = ({ headers }: { headers: Headers }) => ({ 'if-match': headers.get('etag') ?? '' });

  it('keep what a person says of themselves, hand it out and erase it', async () => {
    const { token } = users.newPerson();
    await send('changeOwnProfile', { token, headers: tagOf(await send('getOwnProfile', { token })) });
    const path = { id: (await send('createAddress', { token })).body.id };
    await send('listAddresses', { token });
    await send('getAddress', { token, path });
    await send('updateAddress', { token, path });
    await send('deleteAddress', { token, path });
    await send('getPreferences', { token });
    await send('replacePreferences', { token });
    const { id } = (await send('createExport', { token })).body;
    await send('getExport', { token, path: { id } });
    const erasure = await send('eraseOneself', { token });
    await send('getErasure', { path: { id: erasure.body.id } });
  });

  it('look after people', async () => {
    const ada = users.newPerson();
    await send('getOwnProfile', { token: ada.token });
    await send('changeOwnProfile', { token: ada.token, headers: { 'if-match': '*' } });
    const { token } = users.newPerson('admin');
    for (const accept of ['application/json', 'text/csv', 'application/x-ndjson']) {
      await send('listUsers', { token, headers: { accept } });
    }
    const path = { id: ada.id };
    await send('changeUser', { token, path, headers: tagOf(await send('getUser', { token, path })) });
    await send('listErasures', { token });
    const { amqpUrl } = users;
    await sendDeadLetterExamples(examples, { service: 'users', queue: 'oms.users.profiles', amqpUrl, token });
  });

  it('are all of them', () => {
    expect(examples.unsent()).to.deep.equal([]);
  });
});
