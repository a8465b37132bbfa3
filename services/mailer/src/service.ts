import { createChassis, createService, every, type OpenableService, reportApiKeyUse } from '@oms/chassis';
import { mailerApiKeyUsed } from '@oms/contracts';
import type { MailerConfig } from './config.ts';
import { consumersOf } from './consumers.ts';
import type { MailerContext } from './context.ts';
import { createDispatcher } from './messages/dispatcher.ts';
import { forgetExpiredTokens } from './messages/queue-store.ts';
import { document } from './openapi.ts';
import { forgetLate } from './privacy/privacy-store.ts';
import { routes } from './routes.ts';
import { templates } from './templates/index.ts';
import { createRenderer } from './templates/render.ts';
import { createTransport } from './transports/create-transport.ts';
import { createDkimSigner } from './transports/dkim.ts';
import { feedbackCounter } from './webhooks/feedback-metrics.ts';
import { sweepReceipts } from './webhooks/feedback-store.ts';
import { createFeedbackProviders } from './webhooks/providers.ts';

/** Puts the mailer together; nothing runs before it is started. */
export function createMailerService(config: MailerConfig): OpenableService<MailerContext> {
  const { from, publicUrl, orderPageUrl, sealingKey, concurrency, timeZone, jwksUrls } = config;
  const chassis = createChassis({
    name: 'mailer',
    settings: config,
    migrations: new URL('../migrations/', import.meta.url),
    jwksUrls,
  });
  const { db, logger, metrics, tracing } = chassis;
  const render = createRenderer({ templates, brand: from.name, publicUrl, orderPageUrl });
  const dispatcher = createDispatcher({
    db,
    transport: createTransport(config.smtpUrl, { concurrency, logger }),
    envelopeFrom: from.address,
    prepare: { render, from, sealingKey, publicUrl, sign: signerOf(config) },
    concurrency,
    rate: config.rate,
    logger,
    metrics,
    tracing,
  });
  const context: MailerContext = {
    db,
    render,
    publicUrl,
    sealingKey,
    timeZone,
    feedbackProviders: createFeedbackProviders(config),
    countFeedback: feedbackCounter(metrics),
    logger,
    wake: dispatcher.wake,
  };
  return createService(chassis, {
    routes,
    context,
    document,
    consumers: consumersOf({
      db,
      domain: domainOf(from.address),
      timeZone,
      ordersMailbox: config.ordersMailbox && { ...config.ordersMailbox, locale: config.ordersMailboxLocale },
      wake: dispatcher.wake,
    }),
    workers: [
      dispatcher,
      every('erasure tidier', 10_000, () => forgetLate(db), logger),
      every('expired token tidier', 60_000, () => forgetExpiredTokens(db), logger),
      every('webhook receipts tidier', 3_600_000, () => sweepReceipts(db), logger),
    ],
    noteApiKeyUse: reportApiKeyUse(mailerApiKeyUsed),
  });
}

const signerOf = ({ from, dkimKey, dkimSelector, dkimDomain }: MailerConfig) =>
  dkimKey === undefined
    ? undefined
    : createDkimSigner({ domain: dkimDomain ?? domainOf(from.address), selector: dkimSelector, privateKey: dkimKey });

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
