import { randomBytes } from 'node:crypto';
import { type SealingKey, seal, unseal } from '@oms/security';
import { Webhook } from 'standardwebhooks';

/** Hours for which a secret that was replaced goes on signing beside the new one. */
export const rotationHours = 24;

/** A signing secret of 256 bits in the form of Standard Webhooks: `whsec_` and base64. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const contextOf = (subscriptionId: string): string => `webhook-secret:${subscriptionId}`;

export const sealSecret = (key: SealingKey, subscriptionId: string, secret: string): string =>
  seal(key, secret, contextOf(subscriptionId));

export const openSecret = (key: SealingKey, subscriptionId: string, sealed: string): string =>
  unseal(key, sealed, contextOf(subscriptionId));

/**
 * The headers that prove a delivery (Standard Webhooks 1.0): an HMAC-SHA256 over its id, time and body with each secret that is
 * good.
 */
export const signatureHeaders = (secrets: readonly string[], id: string, time: Date, body: string) => ({
  'webhook-id': id,
  'webhook-timestamp': `${Math.floor(time.getTime() / 1000)}`,
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, time, body)).join(' '),
});
