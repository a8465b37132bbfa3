import { commonSettings, jwksSettings } from '@oms/chassis';
import { env, readSettings } from '@oms/config';
import type { Invoicing } from './documents/document.ts';
import { orderNumberStyles } from './orders/order-number.ts';
import { roundings } from './orders/pricing.ts';
import type { ReceiverRules } from './webhooks/receiver-url.ts';

/** What the numbers of documents begin with, before the year. */
const numberPrefix = (name: string, fallback: string) =>
  env.string(name, { default: fallback, pattern: /^[A-Za-z0-9]{1,10}$/ });

const settings = {
  ...commonSettings,
  ...jwksSettings,
  keyEncryptionKey: env.key256('ORDERS_KEY_ENCRYPTION_KEY', {
    description: 'seals the keys of people and the secrets of webhooks in the tables; 32 bytes, base64url',
  }),
  verifyEveryHours: env.integer('VERIFY_EVERY_HOURS', {
    default: 24,
    min: 0,
    max: 8_760,
    description: 'hours between checks that everything adds up, which nobody asks for; 0 for none',
  }),
  paymentWindowMinutes: env.integer('PAYMENT_WINDOW_MINUTES', {
    default: 60,
    min: 1,
    max: 525_600,
    description: 'minutes after which an order that nobody has paid for expires',
  }),
  partialPaymentWindowDays: env.integer('PARTIAL_PAYMENT_WINDOW_DAYS', {
    default: 14,
    min: 1,
    max: 365,
    description: 'days after which an order that was paid in part expires, and what was paid goes back',
  }),
  returnWindowDays: env.integer('RETURN_WINDOW_DAYS', {
    default: 30,
    min: 0,
    max: 3_650,
    description: 'days from its arrival in which customers can send something back',
  }),
  stripeSecretKey: env.optional(
    env.string('STRIPE_SECRET_KEY', {
      secret: true,
      description: 'secret or restricted key; without it nobody pays by Stripe',
    }),
  ),
  stripeWebhookSecret: env.optional(
    env.string('STRIPE_WEBHOOK_SECRET', {
      secret: true,
      description: 'verifies what Stripe sends to /payments/webhooks/stripe',
    }),
  ),
  stripeApiBase: env.optional(
    env.url('STRIPE_API_BASE', {
      protocols: ['http', 'https'],
      description: 'where the API of Stripe is; its own unless set',
    }),
  ),
  orderNumberStyle: env.oneOf('ORDER_NUMBER_STYLE', orderNumberStyles, { default: 'sequential' }),
  pricesIncludeTax: env.boolean('PRICES_INCLUDE_TAX', {
    default: true,
    description: 'whether the prices of products and shipping are quoted with tax',
  }),
  rounding: env.oneOf('TAX_ROUNDING', roundings, {
    default: 'half_up',
    description: 'how fractions of a minor unit of tax are rounded',
  }),
  sellerName: env.string('SELLER_NAME', { default: 'OMS Example Shop', description: 'who sells, on invoices' }),
  sellerAddress: env.list('SELLER_ADDRESS', { default: '1 Example Street, 10115 Berlin, Germany' }),
  sellerTaxId: env.optional(env.string('SELLER_TAX_ID')),
  sellerEmail: env.optional(env.string('SELLER_EMAIL')),
  sellerFooter: env.list('SELLER_FOOTER', { default: '' }),
  sellerTimeZone: env.timeZone('SELLER_TIME_ZONE', { default: 'UTC' }),
  webhookAllowHttp: env.boolean('WEBHOOK_ALLOW_HTTP', {
    default: false,
    description: 'whether webhooks may be sent unencrypted; never in production',
  }),
  webhookAllowPrivateAddresses: env.boolean('WEBHOOK_ALLOW_PRIVATE_ADDRESSES', {
    default: false,
    description: 'whether webhooks may be sent to private networks and to this machine',
  }),
  webhookConcurrency: env.integer('WEBHOOK_CONCURRENCY', {
    default: 20,
    min: 1,
    max: 200,
    description: 'webhooks that a replica sends at the same time, at the most',
  }),
  webhookTimeout: env.duration('WEBHOOK_TIMEOUT', {
    default: '15s',
    description: 'time that a receiver has to answer',
  }),
  invoicePrefix: numberPrefix('INVOICE_NUMBER_PREFIX', 'INV'),
  creditNotePrefix: numberPrefix('CREDIT_NOTE_NUMBER_PREFIX', 'CN'),
};

/** @throws {ConfigError} naming everything that is missing or wrong */
export const readConfig = (environment: NodeJS.ProcessEnv) => readSettings(environment, settings);

/** What the seed needs. @throws {ConfigError} */
export const readSeedConfig = (environment: NodeJS.ProcessEnv) =>
  readSettings(environment, {
    databaseUrl: commonSettings.databaseUrl,
    logLevel: commonSettings.logLevel,
    logFormat: commonSettings.logFormat,
  });

/** How the shop issues its invoices. */
export const invoicingOf = (config: Config): Invoicing => ({
  seller: {
    name: config.sellerName,
    address: config.sellerAddress,
    taxId: config.sellerTaxId ?? null,
    email: config.sellerEmail ?? null,
    footer: config.sellerFooter,
  },
  prefixes: { invoice: config.invoicePrefix, credit_note: config.creditNotePrefix },
  timeZone: config.sellerTimeZone,
});

/**
 * Where webhooks may be sent to.
 *
 * @throws {Error} when production would send them unencrypted
 */
export function receiverRulesOf(config: Config): ReceiverRules {
  if (config.environment === 'production' && config.webhookAllowHttp) {
    throw new Error('WEBHOOK_ALLOW_HTTP is for development and tests only; in production webhooks go to https alone');
  }
  return { allowHttp: config.webhookAllowHttp, allowPrivateAddresses: config.webhookAllowPrivateAddresses };
}

export type Config = ReturnType<typeof readConfig>;
export type SeedConfig = ReturnType<typeof readSeedConfig>;
