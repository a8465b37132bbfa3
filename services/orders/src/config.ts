import { commonSettings, jwksSettings } from '@oms/chassis';
import { env, readSettings } from '@oms/config';
import { orderNumberStyles } from './orders/order-number.ts';
import { roundings } from './orders/pricing.ts';

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

export type Config = ReturnType<typeof readConfig>;
export type SeedConfig = ReturnType<typeof readSeedConfig>;
