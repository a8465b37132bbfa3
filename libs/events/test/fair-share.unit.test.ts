import { expect } from 'chai';
import fc from 'fast-check';
import { planShare } from '../src/fair-share.ts';

describe('planShare', () => {
  it('gives a lone relay everything', () => {
    expect(planShare(32, 1, [])).to.deep.equal({ take: 32, handOver: [] });
  });

  it('hands over what is beyond the share once another relay has come', () => {
    expect(planShare(4, 2, [0, 1, 2, 3])).to.deep.equal({ take: 0, handOver: [2, 3] });
  });

  it('settles within two rounds on shares that differ by no more than rounding, and then rests', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 39 }), (relays, hog) => {
        const held = Array.from({ length: relays }, (_, index) =>
          index === hog % relays ? Array.from({ length: 32 }, (__, partition) => partition) : [],
        );
        let free: number[] = [];
        for (let round = 0; round < 2; round += 1) {
          for (const [index, mine] of held.entries()) {
            const { take, handOver } = planShare(32, relays, mine);
            const kept = mine.filter((partition) => !handOver.includes(partition));
            held[index] = [...kept, ...free.slice(0, take)];
            free = [...free.slice(take), ...handOver];
          }
        }
        const share = Math.ceil(32 / relays);
        expect(free).to.deep.equal([]);
        for (const mine of held) {
          expect(mine.length).to.be.at.most(share);
          expect(planShare(32, relays, mine).handOver).to.deep.equal([]);
        }
      }),
    );
  });
});
