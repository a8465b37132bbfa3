import { createDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { atLeast, atMost, type Figure, type Job, milliseconds, perSecond } from '../job.ts';
import { pgbench } from '../limits/pgbench.ts';
import { captureRows, placingScripts } from '../limits/placing-rows.ts';
import { putLoad } from '../load/load.ts';
import { stockShop } from '../shop.ts';
import { inTurn, median } from '../statistics.ts';

const limitDatabase = 'limit';

/** Against pgbench writing the same rows into the same tables of another database, by whichever script is faster. */
export const placeOrder: Job = async (system, { runs, seconds, warmUpSeconds, clients, say }) => {
  const shop = await stockShop(system);
  const tokens = system.tokens.customers(200);
  const logger = createLogger({ service: 'bench', level: 'warn', format: 'pretty' });
  const open = (url: string) => createDatabase({ url, poolMax: 1, applicationName: 'bench', logger });
  const url = await system.createShop(limitDatabase);

  const db = open(system.environmentOf('orders').DATABASE_URL ?? '');
  const captured = await captureRows(db, async () => (await shop.placeOne()).id).finally(() => db.close());
  const limit = open(url);
  await limit.query(`UPDATE stock SET on_hand = 100000000`);
  const products = await limit.query<{ id: string }>('SELECT product_id AS id FROM stock');
  await limit.close();
  const scripts = placingScripts(
    captured,
    products.map(({ id }) => id),
  );
  const write = (script: string, count: number): Promise<number> =>
    pgbench({
      programs: system.postgresPrograms,
      url,
      script,
      clients: count,
      seconds,
      directory: system.stateDirectory,
    });

  const figures: Figure[] = [];
  for (const count of clients) {
    const faster = (await write(scripts.several, count)) > (await write(scripts.one, count)) ? 'several' : 'one';
    const { measured, limit: written } = await inTurn(
      runs,
      () => write(scripts[faster], count),
      () =>
        putLoad({
          url: system.urlOf('orders'),
          work: { kind: 'place', tokens, skus: shop.skus },
          clients: count,
          warmUpSeconds,
          seconds,
        }),
    );
    const rate = median(measured.map((one) => one.perSecond));
    const ratio = rate / median(written);
    const p50 = median(measured.map((one) => one.p50));
    const p99 = median(measured.map((one) => one.p99));
    say(
      `  ${count} clients: placed ${measured.map((one) => Math.round(one.perSecond)).join(' ')}, written (${faster === 'one' ? 'one statement' : 'several'}) ${written.map(Math.round).join(' ')}`,
    );
    figures.push({
      name: `place an order, ${count} ${count === 1 ? 'client' : 'clients'}`,
      measured: perSecond(rate),
      limit: `pgbench ${perSecond(median(written))}`,
      ratio,
      ...(count === 32 && { goal: atLeast(ratio, 0.5) }),
    });
    figures.push({
      name: '  p99 by p50',
      measured: `${milliseconds(p99)} / ${milliseconds(p50)}`,
      ratio: p99 / p50,
      goal: atMost(p99 / p50, 4, ''),
    });
  }
  return figures;
};
