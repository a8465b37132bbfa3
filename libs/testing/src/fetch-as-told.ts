import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 250;
const TRIES = 40;

/**
 * A request that is made again where the service answers that it does not know who was signed out (503 `revocation_unavailable`),
 * as it does when a busy machine left it no time for a second. Clients are told to try again, and do.
 */
export async function fetchAsTold(url: string, options?: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, options);
    if (response.status !== 503 || attempt === TRIES) return response;
    const { code } = (await response.clone().json()) as { code?: string };
    if (code !== 'revocation_unavailable') return response;
    await response.body?.cancel();
    await delay(PAUSE_MS);
  }
}
