import { createChassis, createService, every, type OpenableService, reportApiKeyUse } from '@oms/chassis';
import { ordersApiKeyUsed } from '@oms/contracts';
import { createPersonKeys } from '@oms/security';
import { type Config, invoicingOf, receiverRulesOf } from './config.ts';
import { consumersOf } from './consumers.ts';
import type { OrdersContext } from './context.ts';
import { document } from './openapi.ts';
import { createExpiry } from './orders/expire-orders.ts';
import { createAnnouncer } from './orders/order-events.ts';
import { orderNumber } from './orders/order-number.ts';
import { loadOrderNumberKey } from './orders/order-number-key.ts';
import { createOrderReader } from './orders/order-reader.ts';
import { checkMachines } from './orders/state-machine.ts';
import { createCarrier } from './payments/carrier.ts';
import { createProviders } from './payments/providers.ts';
import { redactLateOrders } from './privacy/privacy-store.ts';
import { routes } from './routes.ts';
import { createSequencer } from './timeline/feed.ts';
import { createVerifier } from './verify/verifier.ts';
import { createDispatcher } from './webhooks/dispatcher.ts';
import { createSender } from './webhooks/send.ts';

/** The orders service, wired but not started. */
export function createOrdersService(config: Config): OpenableService<OrdersContext> {
  checkMachines();
  const chassis = createChassis({
    name: 'orders',
    settings: config,
    migrations: new URL('../migrations/', import.meta.url),
    jwksUrls: config.jwksUrls,
  });
  const { db, logger, metrics, tracing } = chassis;
  const receiverRules = receiverRulesOf(config);
  const personKeys = createPersonKeys(config);
  const timeoutMs = config.webhookTimeout * 1000;
  const dispatcher = createDispatcher({
    db,
    sender: createSender({ ...receiverRules, timeoutMs }),
    personKeys,
    keyEncryptionKey: config.keyEncryptionKey,
    concurrency: config.webhookConcurrency,
    leaseMs: 2 * timeoutMs + 20_000,
    logger,
    metrics,
    tracing,
  });
  const paymentWebhooks = metrics.counter(
    'orders_payment_webhooks_total',
    'Webhooks of payment providers, by what became of them',
    ['provider', 'outcome'],
  );
  let numberKey: Buffer = Buffer.alloc(0);
  const context: OrdersContext = {
    db,
    logger,
    readOrder: createOrderReader(db),
    paymentWindowMinutes: config.paymentWindowMinutes,
    partialPaymentWindowDays: config.partialPaymentWindowDays,
    returnWindowDays: config.returnWindowDays,
    pricesIncludeTax: config.pricesIncludeTax,
    rounding: config.rounding,
    orderNumber: (sequence) => orderNumber(sequence, config.orderNumberStyle, numberKey),
    announce: createAnnouncer(logger, metrics),
    personKeys,
    keyEncryptionKey: config.keyEncryptionKey,
    invoicing: invoicingOf(config),
    payments: {
      providers: createProviders(config),
      wake: () => carrier.wake(),
      finish: (scope) => carrier.finish(scope),
    },
    countPaymentWebhook: (provider, outcome) => paymentWebhooks.inc({ provider, outcome }),
    webhooks: { rules: receiverRules, wake: dispatcher.wake },
  };
  const carrier = createCarrier(context, metrics, { tracing });
  return createService(chassis, {
    routes,
    context,
    document,
    consumers: consumersOf(context),
    workers: [
      createSequencer(context),
      createExpiry(context),
      carrier,
      createVerifier({ db, personKeys, logger, metrics, everyHours: config.verifyEveryHours }),
      dispatcher,
      every('erasure tidier', 60_000, () => redactLateOrders(context), logger),
    ],
    noteApiKeyUse: reportApiKeyUse(ordersApiKeyUsed),
    prepare: async () => {
      numberKey = await loadOrderNumberKey(db);
    },
  });
}
