import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createPasswordHasher, type PasswordHasher } from '@oms/auth/password-hasher';
import { seedAdmin } from '@oms/auth/seed';
import { createDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { atLeast, type Job, perSecond } from '../job.ts';
import { putLoad } from '../load/load.ts';
import { inTurn, median } from '../statistics.ts';
import type { BenchSystem } from '../system.ts';

/** Enough that attempts at one account at a time are not taken for guessing, and do not wait for one another. */
const accounts = 40;
const password = 'correct horse battery staple';

/** Against verifying the same password as often as the processors allow, and nothing else. */
export const signIn: Job = async (system, { runs, seconds, warmUpSeconds, say }) => {
  const cores = availableParallelism();
  const bodies = await makeAccounts(system, await createPasswordHasher({ concurrency: cores }));
  const verifying = fork(fileURLToPath(new URL('../limits/argon2id.ts', import.meta.url)), {
    env: { PATH: process.env.PATH, ...system.environmentOf('auth') },
  });
  const verifyOnly = async (): Promise<number> => {
    verifying.send(seconds);
    const ended = once(verifying, 'exit').then(([code]) => Promise.reject(new Error(`the limit ended with ${code}`)));
    ended.catch(() => undefined);
    const [rate] = (await Promise.race([once(verifying, 'message'), ended])) as [number];
    return rate;
  };
  const signIns = () =>
    putLoad({
      url: system.urlOf('auth'),
      work: { kind: 'post', path: '/api/v1/auth/login', bodies },
      clients: 3 * cores,
      warmUpSeconds,
      seconds,
    });
  const { measured, limit } = await inTurn(runs, verifyOnly, signIns).finally(() => verifying.disconnect());
  const signedIn = median(measured.map((one) => one.perSecond));
  const verified = median(limit);
  say(
    `  signed in ${measured.map((one) => Math.round(one.perSecond)).join(' ')}, verified ${limit.map(Math.round).join(' ')}`,
  );
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

/** @returns what each signs in with */
async function makeAccounts(
  system: BenchSystem,
  hasher: PasswordHasher,
): Promise<{ email: string; password: string }[]> {
  const logger = createLogger({ service: 'bench', level: 'warn', format: 'pretty' });
  const url = system.environmentOf('auth').DATABASE_URL ?? '';
  const db = createDatabase({ url, poolMax: 2, applicationName: 'bench', logger });
  const made = Array.from({ length: accounts }, (_, index) => ({ email: `bench-${index}@oms.example`, password }));
  await Promise.all(made.map((account) => seedAdmin(db, hasher, account))).finally(() => db.close());
  return made;
}
