import { expect } from 'chai';
import { createSerialByKey } from '../src/serial-by-key.ts';

describe('serial work by key', () => {
  it('goes on after a failure, in turn, and other keys do not wait', async () => {
    const serial = createSerialByKey();
    const done: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const first = serial.run('a', async () => {
      await gate;
      done.push('a1');
      throw new Error('no');
    });
    const second = serial.run('a', async () => {
      done.push('a2');
    });
    await serial.run('b', async () => {
      done.push('b1');
    });
    open();
    await Promise.allSettled([first, second]);
    expect(done).to.deep.equal(['b1', 'a1', 'a2']);
  });
});
