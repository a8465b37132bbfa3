import { type Job, milliseconds, perSecond } from '../job.ts';
import { putLoad } from '../load/load.ts';
import { stockShop } from '../shop.ts';
import { inTurn, median } from '../statistics.ts';

/** Reading an order through the development gateway, against reading it straight from the service. */
export const gateway: Job = async (system, { runs, seconds, warmUpSeconds }) => {
  const { id, token } = await (await stockShop(system)).placeOne();
  const work = { kind: 'get', tokens: [token], paths: [`/api/v1/orders/${id}`] } as const;
  const figures = [];
  for (const clients of [1, 32]) {
    const read = (url: string) => putLoad({ url, work, clients, warmUpSeconds, seconds });
    const { measured, limit } = await inTurn(
      runs,
      () => read(system.urlOf('orders')),
      () => read(system.gatewayUrl),
    );
    const through = median(measured.map((one) => one.perSecond));
    const straight = median(limit.map((one) => one.perSecond));
    figures.push({
      name: `read through the gateway, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
      measured: `${perSecond(through)}, p50 ${milliseconds(median(measured.map((one) => one.p50)))}`,
      limit: `straight ${perSecond(straight)}, p50 ${milliseconds(median(limit.map((one) => one.p50)))}`,
      ratio: through / straight,
    });
  }
  return figures;
};
