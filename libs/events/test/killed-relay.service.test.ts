import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { newParcel, type ParcelService, startParcels } from './parcels.ts';

describe('a relay that is killed', () => {
  let parcels: ParcelService;
  beforeEach(async () => {
    parcels = await startParcels();
  });
  afterEach(() => parcels.stop());

  it('after it published and before it deleted costs duplicates, and no effect comes twice or not at all', async () => {
    await parcels.startConsumer();
    const moved = Array.from({ length: 5 }, newParcel);
    for (const parcel of moved) for (let step = 0; step < 4; step += 1) await parcels.move(parcel);
    const doomed = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('./relay-process.ts', import.meta.url)),
        parcels.database.url('parcels'),
        parcels.testBroker.url,
      ],
      { stdio: 'inherit' },
    );
    const exited = once(doomed, 'exit');
    try {
      await eventually(async () => expect(await parcels.effects()).to.have.length(20));
    } finally {
      doomed.kill('SIGKILL');
    }
    await exited;
    expect(await parcels.outboxSize()).to.equal(20);
    for (const parcel of moved) await parcels.move(parcel);
    parcels.relay();
    await eventually(async () => expect(await parcels.outboxSize()).to.equal(0));
    for (const parcel of moved) {
      await eventually(async () =>
        expect((await parcels.effects(parcel)).map(({ step }) => step)).to.deep.equal([1, 2, 3, 4, 5]),
      );
    }
  });
});
