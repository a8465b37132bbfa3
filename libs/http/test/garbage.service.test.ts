import { bytesLeftBy } from '@oms/testing';
import { expect } from 'chai';

describe('what a request leaves behind', () => {
  it('is collected young: next to nothing of it reaches the old generation of the heap', async () => {
    // Code and shapes that are still being learnt. Held by anything of that age, a request would be 8,000 and more.
    expect(await bytesLeftBy(new URL('garbage-process.ts', import.meta.url))).to.be.below(2_000);
  }).timeout(60_000);
});
