import { createChassis, createService, every, reportApiKeyUse, type Service } from '@oms/chassis';
import { ordersApiKeyUsed } from '@oms/contracts';
import { type Config, invoicingOf } from './config.ts';
import { consumersOf } from './consumers.ts';
import type { OrdersContext } from './context.ts';
import { document } from './openapi.ts';
import { createExpiry } from './orders/expire-orders.ts';
import { createOrderEvents } from './orders/order-events.ts';
import { orderNumber } from './orders/order-number.ts';
import { loadOrderNumberKey } from './orders/order-number-key.ts';
import { checkMachines } from './orders/state-machine.ts';
import { redactLateOrders } from './privacy/privacy-store.ts';
import { routes } from './routes.ts';

/** The orders service, wired but not started. */
export function createOrdersService(config: Config): Service {
  checkMachines();
  const chassis = createChassis({
    name: 'orders',
    settings: config,
    migrations: new URL('../migrations/', import.meta.url),
    jwksUrls: config.jwksUrls,
    processMetrics: config.environment !== 'test',
  });
  const { db, logger, metrics } = chassis;
  let numberKey: Buffer = Buffer.alloc(0);
  const context: OrdersContext = {
    db,
    logger,
    paymentWindowMinutes: config.paymentWindowMinutes,
    pricesIncludeTax: config.pricesIncludeTax,
    rounding: config.rounding,
    orderNumber: (sequence) => orderNumber(sequence, config.orderNumberStyle, numberKey),
    events: createOrderEvents(logger, metrics),
    invoicing: invoicingOf(config),
  };
  return createService(chassis, {
    routes,
    context,
    document: document(),
    consumers: consumersOf(context),
    workers: [createExpiry(context), every('erasure tidier', 60_000, () => redactLateOrders(db), logger)],
    noteApiKeyUse: reportApiKeyUse(ordersApiKeyUsed),
    prepare: async () => {
      numberKey = await loadOrderNumberKey(db);
    },
  });
}
