import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { type GatheringOptions, gather } from '../src/gathering.ts';

interface Group {
  entries: readonly number[];
  /** Ends the work of all of them. */
  finish(): void;
}

/** Collects numbers; each becomes ten times itself once its group is finished. */
function gathering(options: Partial<GatheringOptions<number, number>> = {}) {
  const groups: Group[] = [];
  const { add, waiting } = gather<number, number>({
    atOnce: 2,
    largest: 3,
    slowAfter: 60_000,
    patience: 60_000,
    overdue: () => new Error('overdue'),
    now: () => Date.now(),
    run: async (entries) => {
      const done = Promise.withResolvers<void>();
      groups.push({ entries, finish: () => done.resolve() });
      await done.promise;
      return entries.map((entry) => Promise.resolve(entry * 10));
    },
    ...options,
  });
  const addAll = (...entries: number[]): Promise<number>[] => entries.map(add);
  const begun = (): (readonly number[])[] => groups.map(({ entries }) => entries);
  /** Groups begin in the turns that follow. */
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  };
  return { groups, add, addAll, waiting, begun, turns };
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'none',
    (error: Error) => error.message,
  );

describe('gathering what comes at the same time', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
  afterEach(() => mock.timers.reset());

  it('begins at once where nothing is going on, and groups what waits meanwhile, in its order', async () => {
    const { groups, addAll, begun, turns } = gathering();
    const first = addAll(1);
    await turns();
    const second = addAll(2);
    await turns();
    const others = addAll(3, 4);
    await turns();
    expect(begun()).to.deep.equal([[1], [2]]);
    groups[0]?.finish();
    await turns();
    expect(begun()).to.deep.equal([[1], [2], [3, 4]]);
    for (const { finish } of groups) finish();
    expect(await Promise.all([...first, ...second, ...others])).to.deep.equal([10, 20, 30, 40]);
  });

  it('makes no group larger than it may be, and leaves nobody behind', async () => {
    const { groups, addAll, begun, turns } = gathering();
    const all = addAll(1, 2, 3, 4, 5, 6, 7, 8);
    await turns();
    expect(begun()).to.deep.equal([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    groups[1]?.finish();
    await turns();
    expect(begun()).to.have.length(3);
    for (const { finish } of groups) finish();
    expect(await Promise.all(all)).to.deep.equal([10, 20, 30, 40, 50, 60, 70, 80]);
  });

  it('gives each what became of it, as soon as that is known', async () => {
    const late = Promise.withResolvers<number>();
    const { addAll } = gathering({
      run: async () => [Promise.resolve(1), Promise.reject(new Error('of the second alone')), late.promise],
    });
    const [one, other, third] = addAll(1, 2, 3);
    expect(await one).to.equal(1);
    expect(await failureOf(other as Promise<number>)).to.equal('of the second alone');
    late.resolve(3);
    expect(await third).to.equal(3);
  });

  for (const [how, run] of [
    ['rejects', () => Promise.reject(new Error('broken'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
  ] as const) {
    it(`tells all of a group whose work ${how}, and goes on with the next`, async () => {
      let runs = 0;
      const { addAll } = gathering({
        atOnce: 1,
        run: (entries) => {
          runs += 1;
          return runs === 1 ? run() : Promise.resolve(entries.map((entry) => Promise.resolve(entry)));
        },
      });
      const all = addAll(1, 2, 3, 4);
      expect(await Promise.all(all.slice(0, 3).map(failureOf))).to.deep.equal(['broken', 'broken', 'broken']);
      expect(await all[3]).to.equal(4);
    });
  }

  it('rejects what would never be answered', async () => {
    const { addAll } = gathering({ run: async () => [Promise.resolve(1)] });
    const [one, other] = addAll(1, 2);
    expect(await one).to.equal(1);
    expect(await failureOf(other as Promise<number>)).to.equal('nothing became of an entry');
  });

  it('lets the next begin after a while though a group is stuck, and no more than that', async () => {
    const { groups, addAll, begun, turns } = gathering({ atOnce: 1, slowAfter: 20 });
    const all = addAll(1);
    await turns();
    all.push(...addAll(2));
    await turns();
    expect(begun()).to.deep.equal([[1]]);
    mock.timers.tick(20);
    await turns();
    expect(begun()).to.deep.equal([[1], [2]]);
    all.push(...addAll(3));
    // The stuck one made room when it became slow; that it ends makes none a second time.
    groups[0]?.finish();
    await turns();
    expect(begun()).to.deep.equal([[1], [2]]);
    groups[1]?.finish();
    await turns();
    groups[2]?.finish();
    expect(await Promise.all(all)).to.deep.equal([10, 20, 30]);
  });

  it('lets nobody wait longer than for so long, and never begins with who was turned away', async () => {
    const { groups, addAll, waiting: countWaiting, begun, turns } = gathering({ atOnce: 1, patience: 20 });
    const [stuck] = addAll(1);
    await turns();
    const waiting = addAll(2, 3);
    expect(countWaiting()).to.equal(2);
    mock.timers.tick(20);
    expect(await Promise.all(waiting.map(failureOf))).to.deep.equal(['overdue', 'overdue']);
    expect(countWaiting()).to.equal(0);
    const [later] = addAll(4);
    groups[0]?.finish();
    await turns();
    groups[1]?.finish();
    expect(begun()).to.deep.equal([[1], [4]]);
    // Patience is for waiting: a group at work may take longer.
    expect(await Promise.all([stuck, later])).to.deep.equal([10, 40]);
  });

  it('counts the time of each from when it came', async () => {
    const { groups, addAll, waiting: countWaiting, turns } = gathering({ atOnce: 1, patience: 20, largest: 1 });
    const [stuck] = addAll(1);
    await turns();
    const [second] = addAll(2);
    mock.timers.tick(15);
    const [third] = addAll(3);
    mock.timers.tick(5);
    expect(await failureOf(second as Promise<number>)).to.equal('overdue');
    expect(countWaiting()).to.equal(1);
    mock.timers.tick(14);
    expect(countWaiting()).to.equal(1);
    mock.timers.tick(1);
    expect(await failureOf(third as Promise<number>)).to.equal('overdue');
    const [fourth] = addAll(4);
    mock.timers.tick(5);
    const [fifth] = addAll(5);
    groups[0]?.finish();
    await turns();
    // The fourth is at work; when it would have been turned away the fifth has five milliseconds left.
    mock.timers.tick(15);
    expect(countWaiting()).to.equal(1);
    mock.timers.tick(5);
    expect(await failureOf(fifth as Promise<number>)).to.equal('overdue');
    groups[1]?.finish();
    expect(await Promise.all([stuck, fourth])).to.deep.equal([10, 40]);
  });
});
