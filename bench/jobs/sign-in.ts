import { availableParallelism } from 'node:os';
import { createPasswordHasher } from '@oms/auth/password-hasher';
import { atLeast, type Job, perSecond } from '../job.ts';
import { putLoad } from '../load/load.ts';
import { inTurn, median } from '../statistics.ts';

/** Against verifying the same password as often as the processors allow, and nothing else. */
export const signIn: Job = async (system, { runs, seconds, warmUpSeconds }) => {
  const cores = availableParallelism();
  const { email, password } = system.admin;
  const hasher = await createPasswordHasher({ concurrency: cores });
  const hash = await hasher.hash(password);
  const verifyOnly = async (): Promise<number> => {
    const begun = performance.now();
    let done = 0;
    await Promise.all(
      Array.from({ length: 2 * cores }, async () => {
        while (performance.now() - begun < seconds * 1000) {
          await hasher.verify(hash, password);
          done += 1;
        }
      }),
    );
    return done / ((performance.now() - begun) / 1000);
  };
  const { measured, limit } = await inTurn(runs, verifyOnly, () =>
    putLoad({
      url: system.urlOf('auth'),
      work: { kind: 'post', path: '/api/v1/auth/login', body: { email, password } },
      clients: 2 * cores,
      warmUpSeconds,
      seconds,
    }),
  );
  const signedIn = median(measured.map((one) => one.perSecond));
  const verified = median(limit);
  return [
    {
      name: 'sign in',
      measured: perSecond(signedIn),
      limit: `argon2id ${perSecond(verified)}`,
      ratio: signedIn / verified,
      goal: atLeast(signedIn / verified, 0.9),
    },
  ];
};
