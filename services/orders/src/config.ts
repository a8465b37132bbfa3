import { commonSettings, jwksSettings } from '@oms/chassis';
import { env, readSettings } from '@oms/config';
import type { Invoicing } from './documents/document.ts';
import { orderNumberStyles } from './orders/order-number.ts';
import { roundings } from './orders/pricing.ts';

/** What the numbers of documents begin with, before the year. */
const numberPrefix = (name: string, fallback: string) =>
  env.string(name, { default: fallback, pattern: /^[A-Za-z0-9]{1,10}$/ });

const settings = {
  ...commonSettings,
  ...jwksSettings,
  paymentWindowMinutes: env.integer('PAYMENT_WINDOW_MINUTES', {
    default: 60,
    min: 1,
    max: 525_600,
    description: 'minutes after which an order that nobody has paid for expires',
  }),
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

export type Config = ReturnType<typeof readConfig>;
export type SeedConfig = ReturnType<typeof readSeedConfig>;
