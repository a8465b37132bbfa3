import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 250;
const TRIES = 40;

/**
 * Sends a request again where the service answers that it does not know who was signed out (503 `revocation_unavailable`),
 * as it does when a busy machine left it no time for a second. Clients are told to try again, and do.
 * @param send sends the request; the text of its answer need not be JSON
 */
export async function sendAsTold<Answer extends { status: number; text: string }>(
  send: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    const again = answer.status === 503 && answer.text.includes('revocation_unavailable');
    if (!again || attempt === TRIES) return answer;
    await delay(PAUSE_MS);
  }
}

/** `fetch` with `sendAsTold`. */
export async function fetchAsTold(url: string, options?: RequestInit): Promise<Response> {
  const { response } = await sendAsTold(async () => {
    const response = await fetch(url, options);
    // Of another answer nothing is read here: it may be a stream.
    const text = response.status === 503 ? await response.clone().text() : '';
    return { status: response.status, text, response };
  });
  return response;
}
