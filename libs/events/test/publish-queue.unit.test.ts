import { expect } from 'chai';
import fc from 'fast-check';
import { createPublishQueue, type PublishQueue, type QueuedEvent } from '../src/publish-queue.ts';

const event = (seq: number, aggregateId: string, partition = 0): QueuedEvent => ({
  seq,
  id: `${seq}`,
  partition,
  aggregateId,
  type: 'oms.parcels.parcel.moved.v1',
  payload: 'body',
  createdAt: '2026-01-01T00:00:00.000Z',
  fence: 1,
});

const drain = (queue: PublishQueue, now = 0): number[] => {
  const seqs: number[] = [];
  for (let next = queue.next(now); next; next = queue.next(now)) seqs.push(next.seq);
  return seqs;
};

describe('the publish queue', () => {
  it('lets one event of each aggregate out at a time, the oldest', () => {
    const queue = createPublishQueue();
    for (const each of [event(1, 'a'), event(2, 'a'), event(3, 'b')]) queue.add(each);
    expect(drain(queue)).to.deep.equal([1, 3]);
    expect(queue.confirm(1, 5)).to.equal(5);
    expect(drain(queue)).to.deep.equal([2]);
    expect(queue.inFlight).to.equal(2);
  });

  it('holds an aggregate back while its oldest event rests after a refusal, longer each time', () => {
    const queue = createPublishQueue();
    for (const each of [event(1, 'a'), event(2, 'a'), event(3, 'b')]) queue.add(each);
    drain(queue);
    queue.refuse(1, 1_000);
    expect(queue.nextDue).to.equal(1_100);
    expect(drain(queue, 1_099)).to.deep.equal([]);
    expect(drain(queue, 1_100)).to.deep.equal([1]);
    queue.refuse(1, 2_000);
    expect(queue.nextDue).to.equal(2_200);
  });

  it('publishes again what was in flight when its channel was lost, and never takes a late confirm for it', () => {
    const queue = createPublishQueue();
    for (const each of [event(1, 'a'), event(2, 'a')]) queue.add(each);
    drain(queue);
    queue.recall();
    expect(queue.confirm(1, 0)).to.equal(undefined);
    expect(queue.inFlight).to.equal(0);
    expect(drain(queue)).to.deep.equal([1]);
  });

  it('knows an event until it is deleted, so that it is not read twice', () => {
    const queue = createPublishQueue();
    expect(queue.add(event(1, 'a'))).to.equal(true);
    drain(queue);
    queue.confirm(1, 0);
    expect(queue.add(event(1, 'a'))).to.equal(false);
    expect(queue.known()).to.deep.equal([1]);
    queue.forget(1);
    expect(queue.known()).to.deep.equal([]);
  });

  it('gives up the waiting events of a lost partition, and tells until the rest is settled', () => {
    const queue = createPublishQueue();
    for (const each of [event(1, 'a', 7), event(2, 'a', 7), event(3, 'b', 8)]) queue.add(each);
    queue.next(0);
    queue.drop(7);
    expect(queue.known()).to.have.members([1, 3]);
    expect(queue.unsettled(7)).to.equal(true);
    queue.confirm(1, 0);
    expect(queue.unsettled(7)).to.equal(true);
    queue.forget(1);
    expect(queue.unsettled(7)).to.equal(false);
  });

  it('counts the bytes that wait for a confirm', () => {
    const queue = createPublishQueue();
    queue.add(event(1, 'a'));
    queue.add({ ...event(2, 'b'), payload: 'ü' });
    expect(queue.bytes).to.equal(6);
    queue.next(0);
    queue.confirm(1, 0);
    expect(queue.bytes).to.equal(2);
    queue.drop(0);
    expect(queue.bytes).to.equal(0);
  });

  it('confirms the events of an aggregate in order whatever is refused or lost, and each in the end', () => {
    const step = fc.constantFrom('next', 'next', 'confirm', 'refuse', 'recall');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 }),
        fc.array(step, { maxLength: 60 }),
        (of, steps) => {
          const queue = createPublishQueue();
          for (const [index, aggregate] of of.entries()) queue.add(event(index + 1, aggregate));
          const confirmed: number[] = [];
          let flying: number[] = [];
          let now = 0;
          const run = (what: string) => {
            now += 10_000;
            const [first] = flying;
            if (what === 'next') {
              const next = queue.next(now);
              if (next) flying.push(next.seq);
            } else if (what === 'recall') {
              queue.recall();
              flying = [];
            } else if (first !== undefined) {
              flying.shift();
              if (what === 'refuse') queue.refuse(first, now);
              else if (queue.confirm(first, now) !== undefined) confirmed.push(first);
            }
          };
          for (const what of steps) run(what);
          for (let round = 0; round < of.length * 2 + 2; round += 1) for (const what of ['next', 'confirm']) run(what);
          for (const aggregate of ['a', 'b', 'c']) {
            const expected = of.flatMap((each, index) => (each === aggregate ? [index + 1] : []));
            expect(confirmed.filter((seq) => of[seq - 1] === aggregate)).to.deep.equal(expected);
          }
        },
      ),
    );
  });
});
