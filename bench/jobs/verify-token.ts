import { hash } from 'node:crypto';
import { createTokenVerifier } from '@oms/security';
import { createLogger } from '@oms/telemetry';
import { atMost, type Figure, type Job } from '../job.ts';
import { inTurn, median } from '../statistics.ts';

const tokensVerified = 1_000;

/** In this process, against finding something under a hash. Microseconds. */
export const verifyToken: Job = async (system, { runs }) => {
  const { TOKEN_ISSUER: issuer = '', TOKEN_AUDIENCE: audience = '', JWKS_URLS = '' } = system.environmentOf('orders');
  const logger = createLogger({ service: 'bench', level: 'warn', format: 'pretty' });
  const jwksUrls = JWKS_URLS.split(',');
  const tokens = system.tokens.customers(tokensVerified);
  const known = new Map(tokens.map((token) => [hash('sha256', token, 'base64'), { token }]));

  const each = async (work: (token: string) => unknown): Promise<number> => {
    const begun = performance.now();
    for (const token of tokens) await work(token);
    return ((performance.now() - begun) * 1000) / tokens.length;
  };
  const lookUp = () => each((token) => known.get(hash('sha256', token, 'base64')));
  const anew = await inTurn(runs, lookUp, async () => {
    const verifier = createTokenVerifier({ issuer, audience, jwksUrls, logger });
    await verifier.load();
    return each((token) => verifier.verify(token));
  });
  const verifier = createTokenVerifier({ issuer, audience, jwksUrls, logger });
  await each((token) => verifier.verify(token));
  const cached = await inTurn(runs, lookUp, () => each((token) => verifier.verify(token)));

  const figure = (name: string, { measured, limit }: typeof cached, most: number): Figure => {
    const took = median(measured);
    const lookedUp = median(limit);
    return {
      name: `verify a token, ${name}`,
      measured: `${took.toFixed(1)} us`,
      limit: `hash and look-up ${lookedUp.toFixed(1)} us`,
      ratio: took / lookedUp,
      goal: atMost(took, most, 'us'),
    };
  };
  return [figure('seen before', cached, 20), figure('new', anew, 150)];
};
