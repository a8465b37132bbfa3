import { randomUUID } from 'node:crypto';
import { usersApiKeyUsed } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { expect } from 'chai';
import { type AuthUnderTest, startAuth } from './auth-harness.ts';

const path = '/admin/auth/dead-letters';
const keyUse = 'oms.auth.api-key-use';
const privacy = 'oms.auth.privacy';

interface Letter {
  id: string;
  queue: string;
}

describe('An administrator who looks after dead letters', () => {
  let auth: AuthUnderTest;
  let admin: Awaited<ReturnType<AuthUnderTest['newAdmin']>>;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  before(async () => {
    auth = await startAuth();
    admin = await auth.newAdmin();
    connection = await connect(auth.config.amqpUrl);
    channel = await connection.createConfirmChannel();
    await eventually(async () => {
      const probe = await connection.createChannel();
      probe.on('error', () => undefined);
      await Promise.all([keyUse, privacy].map((queue) => probe.checkQueue(`${queue}.dlq`)));
      await probe.close();
      return true;
    });
  });
  after(async () => {
    await connection?.close();
    await auth?.stop();
  });

  const call = (method: string, tail = '', token = admin.accessToken) => auth.call(method, `${path}${tail}`, { token });

  /** Waits until `count` messages of that id are parked. */
  const parked = (id: string, count = 1): Promise<Letter[]> =>
    eventually(async () => {
      const { status, body } = await call('GET');
      expect(status).to.equal(200);
      const found = (body.data as Letter[]).filter((letter) => letter.id === id);
      expect(found).to.have.length(count);
      return found;
    });

  /** Sends what no consumer can read to each of the queues. */
  async function park(content: string, ...queues: string[]): Promise<string> {
    const messageId = randomUUID();
    for (const queue of queues) channel.sendToQueue(queue, Buffer.from(content), { messageId, persistent: true });
    await channel.waitForConfirms();
    await parked(messageId, queues.length);
    return messageId;
  }

  const audited = (letterId: string) =>
    eventually(async () => {
      const { body } = await auth.get('/audit-log?limit=100', admin.accessToken);
      const found = (body.data as { type: string; actorId: string; ip: string; details: Letter }[]).filter(
        ({ details }) => details.id === letterId,
      );
      expect(found).not.to.have.length(0);
      return found;
    });

  it('sees what is parked in every queue, and the body of one alone', async () => {
    const id = await park('{"secret of":"ada"', keyUse);
    const { body } = await call('GET');
    const letter = body.data.find((each: Letter) => each.id === id);
    expect(letter).to.include({ queue: keyUse, reason: 'not_json', type: null, bytes: 18 });
    expect(JSON.stringify(body)).not.to.include('secret of');
    expect(body.queues).to.deep.include({ queue: keyUse, count: 1 });
    expect(body.queues.map(({ queue }: Letter) => queue)).to.deep.equal([keyUse, privacy, 'oms.auth.audit']);
    expect((await call('GET', `/${id}`)).body).to.deep.equal({ ...letter, body: '{"secret of":"ada"' });
    expect((await call('GET', `?queue=${privacy}`)).body.data).to.deep.equal([]);
    expect((await call('DELETE', `/${id}`)).status).to.equal(204);
  });

  it('has one handled again, which is in the audit log', async () => {
    const id = randomUUID();
    const keyId = randomUUID();
    const event = { specversion: '1.0', id, source: '/oms/users', type: usersApiKeyUsed.type, subject: keyId };
    const data = { id: keyId, usedAt: new Date().toISOString() };
    const time = new Date().toISOString();
    const whole = { ...event, time, datacontenttype: 'application/json', aggregateversion: 1, data };
    const parkedBefore = { messageId: id, type: event.type, headers: { 'x-reason': 'failed' } };
    channel.sendToQueue(`${keyUse}.dlq`, Buffer.from(JSON.stringify(whole)), parkedBefore);
    await parked(id);

    const { status, body } = await call('POST', `/${id}/replay`);
    expect([status, body.id, body.queue, body.body]).to.deep.equal([200, id, keyUse, undefined]);
    await eventually(async () =>
      expect(await auth.db.query('SELECT 1 FROM inbox WHERE event_id = $1', [id])).to.have.length(1),
    );
    expect((await call('POST', `/${id}/replay`)).status).to.equal(404);
    const [entry, ...more] = await audited(id);
    expect(more).to.deep.equal([]);
    expect(entry).to.include({ type: 'dead-letter.replayed', actorId: admin.id, accountId: null });
    expect(entry?.ip).to.be.a('string');
    expect(entry?.details).to.deep.equal({ id, queue: keyUse, type: event.type, reason: 'failed' });
  });

  it('deletes one for good, which is in the audit log', async () => {
    const id = await park('not an event', keyUse);
    expect((await call('DELETE', `/${id}`)).status).to.equal(204);
    expect((await call('DELETE', `/${id}`)).status).to.equal(404);
    await parked(id, 0);
    expect((await audited(id)).map(({ type, actorId }) => [type, actorId])).to.deep.equal([
      ['dead-letter.discarded', admin.id],
    ]);
  });

  it('says which is meant when a message is parked in two queues', async () => {
    const id = await park('not an event', keyUse, privacy);
    const { status, body } = await call('DELETE', `/${id}`);
    expect([status, body.code]).to.deep.equal([409, 'dead_letter_ambiguous']);
    expect(body.detail).to.include(keyUse).and.to.include(privacy);
    expect((await call('DELETE', `/${id}?queue=${privacy}`)).status).to.equal(204);
    expect((await parked(id)).map(({ queue }) => queue)).to.deep.equal([keyUse]);
    expect((await call('DELETE', `/${id}`)).status).to.equal(204);
  });

  it('learns what is wrong with a question', async () => {
    expect((await call('GET', '/nothing')).status).to.equal(404);
    const { status, body } = await call('GET', '?queue=oms.orders.customers');
    expect([status, body.errors[0].pointer, body.errors[0].code]).to.deep.equal([422, '/queue', 'unknown_queue']);
    expect((await call('GET', '?limit=1001')).status).to.equal(422);
  });

  it('is the only one who may', async () => {
    const person = await auth.newPerson();
    expect((await call('GET', '', person.accessToken)).status).to.equal(403);
    expect((await call('POST', '/x/replay', person.accessToken)).status).to.equal(403);
    expect((await auth.call('GET', path)).status).to.equal(401);
  });
});
