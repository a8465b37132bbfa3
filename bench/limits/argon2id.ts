// Verifies a password, as often as the processors allow, and does nothing else: what signing in is held against. In a process of its
// own, with the environment of the service, for some of that decides how fast memory is.
import { availableParallelism } from 'node:os';
import { createPasswordHasher } from '@oms/auth/password-hasher';

const cores = availableParallelism();
const hasher = await createPasswordHasher({ concurrency: cores });
const hash = await hasher.hash('correct horse battery staple');

process.on('message', async (seconds: number) => {
  const begun = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: 2 * cores }, async () => {
      while (performance.now() - begun < seconds * 1000) {
        await hasher.verify(hash, 'correct horse battery staple');
        done += 1;
      }
    }),
  );
  process.send?.(done / ((performance.now() - begun) / 1000));
});
