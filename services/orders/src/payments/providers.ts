import { createRequire } from 'node:module';
import type { Config } from '../config.ts';
import { manualProvider } from './manual-provider.ts';
import type { Provider, Providers } from './provider.ts';

const require = createRequire(import.meta.url);

/** The payment providers that are set up. */
export function createProviders(config: Config): Providers {
  const { stripeSecretKey: secretKey, stripeWebhookSecret: webhookSecret, stripeApiBase: apiBase } = config;
  const providers: Provider[] = [manualProvider];
  if (secretKey !== undefined) {
    // Stripe's library takes 40 MB of memory and a sixth of a second, which shops without it need not spend.
    const { createStripeProvider } = require('./stripe-provider.ts') as typeof import('./stripe-provider.ts');
    providers.push(createStripeProvider({ secretKey, webhookSecret, apiBase }));
  }
  return new Map(providers.map((provider) => [provider.name, provider]));
}
