import type { Config } from '../config.ts';
import { manualProvider } from './manual-provider.ts';
import type { Provider, Providers } from './provider.ts';
import { createStripeProvider } from './stripe-provider.ts';

/** The payment providers that are set up. */
export function createProviders(config: Config): Providers {
  const { stripeSecretKey: secretKey, stripeWebhookSecret: webhookSecret, stripeApiBase: apiBase } = config;
  const providers: Provider[] = [manualProvider];
  if (secretKey !== undefined) providers.push(createStripeProvider({ secretKey, webhookSecret, apiBase }));
  return new Map(providers.map((provider) => [provider.name, provider]));
}
