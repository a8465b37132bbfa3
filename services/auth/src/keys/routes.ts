import { anyone } from '@oms/http';
import * as z from 'zod';
import { route } from '../routes.ts';

const jwk = z
  .object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    kid: z.string(),
    use: z.literal('sig'),
    alg: z.literal('ES256'),
  })
  .meta({ id: 'SigningKey' });

export const getKeySet = route({
  method: 'get',
  path: '/.well-known/jwks.json',
  operationId: 'getKeySet',
  summary: 'The public keys that verify access tokens (RFC 7517)',
  tag: 'Tokens',
  access: anyone(),
  responses: { 200: { description: 'The key set', body: z.object({ keys: z.array(jwk) }) } },
  handler: async (_input, { keys }) => ({
    status: 200,
    // Keys are published 20 minutes before they sign.
    headers: { 'Cache-Control': 'public, max-age=300' },
    body: (await keys.published()) as { keys: z.infer<typeof jwk>[] },
  }),
});
