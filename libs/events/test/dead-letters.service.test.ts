import { deadLetters, on } from '@oms/events';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { newParcel, noteEffect, type ParcelService, parcelMoved, startParcels } from './parcels.ts';

const QUEUE = 'oms.parcels.effects';

describe('dead letters', () => {
  let parcels: ParcelService;
  let mended = false;
  beforeEach(async () => {
    parcels = await startParcels();
    mended = false;
    await parcels.startConsumer({
      retryDelaysMs: [50],
      handlers: [
        on(parcelMoved, async (event, tx) => {
          if (!mended) throw new Error('broken');
          await noteEffect(tx, event.subject, event.data.step);
        }),
      ],
    });
    parcels.relay();
  });
  afterEach(() => parcels.stop());

  const parkedEvents = async (count: number) => {
    const parked = deadLetters(parcels.amqp, QUEUE);
    for (let made = 0; made < count; made += 1) await parcels.move(newParcel());
    const letters = await eventually(async () => {
      const list = await parked.list();
      expect(list).to.have.length(count);
      return list;
    });
    return { parked, letters };
  };

  it('can be looked at many times without being lost', async () => {
    const { parked, letters } = await parkedEvents(3);
    for (let look = 0; look < 60; look += 1) await parked.list();
    expect((await parked.list()).map(({ id }) => id)).to.have.members(letters.map(({ id }) => id));
    expect(await parked.list(2)).to.have.length(2);
    const [letter] = letters;
    expect(await parked.show(letter?.id ?? '')).to.deep.equal(letter);
    expect(letter).to.include({ type: parcelMoved.type, reason: 'failed', error: 'Error: broken' });
    expect(JSON.parse(letter?.body ?? '')).to.include({ id: letter?.id });
    expect(Date.parse(letter?.parkedAt ?? '')).to.be.closeTo(Date.now(), 30_000);
    expect(await parked.show('nothing')).to.equal(undefined);
  });

  it('are replayed under the same id, with all their attempts before them', async () => {
    const { parked, letters } = await parkedEvents(2);
    const [first, second] = letters;
    expect((await parked.replay(first?.id ?? ''))?.id).to.equal(first?.id);
    await eventually(async () => expect(await parked.list()).to.have.length(2));
    mended = true;
    await parked.replay(first?.id ?? '');
    await eventually(async () => expect(await parcels.effects()).to.have.length(1));
    expect((await parked.list()).map(({ id }) => id)).to.deep.equal([second?.id]);
    const inbox = await parcels.db.query<{ event_id: string }>('SELECT event_id FROM inbox');
    expect(inbox.map(({ event_id }) => event_id)).to.deep.equal([first?.id]);
  });

  it('are discarded one by one', async () => {
    const { parked, letters } = await parkedEvents(2);
    const [first, second] = letters;
    expect((await parked.discard(first?.id ?? ''))?.id).to.equal(first?.id);
    expect(await parked.discard(first?.id ?? '')).to.equal(undefined);
    await eventually(async () => expect((await parked.list()).map(({ id }) => id)).to.deep.equal([second?.id]));
  });

  it('take in a message that the broker gives up on, for it kills whoever takes it', async () => {
    const channel = await parcels.amqp.openConsuming();
    await channel.assertQueue('oms.parcels.crash.dlq', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.assertQueue('oms.parcels.crash', {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-delivery-limit': 2,
        'x-overflow': 'reject-publish',
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': 'oms.parcels.crash.dlq',
        'x-dead-letter-strategy': 'at-least-once',
      },
    });
    channel.sendToQueue('oms.parcels.crash', Buffer.from('boom'));
    await eventually(async () => {
      const message = await channel.get('oms.parcels.crash');
      if (message) channel.reject(message, true);
      const [letter] = await deadLetters(parcels.amqp, 'oms.parcels.crash').list();
      expect(letter).to.include({ reason: 'delivery_limit', body: 'boom' });
      expect(letter?.id).to.match(/^sha256:/);
    });
  });
});
