import { ContentGate } from './content-gate.ts';
import { classifyBrokenRequest, classifyReply } from './http-outcome.ts';
import type { Delivery, Transport } from './transport.ts';

/** Where the API is, by the region that a domain was made in. */
const bases: Readonly<Record<string, string>> = {
  us: 'https://api.mailgun.net',
  eu: 'https://api.eu.mailgun.net',
};

/**
 * Mailgun's HTTP API: `mailgun://api:<sending key>@<domain>`, with `?region=eu` for a domain of the EU. The mail goes out as it is
 * (`POST /v3/<domain>/messages.mime`) under our Message-ID, its links not rewritten to count clicks: some of them work once.
 *
 * @throws {TypeError} when the URL lacks the key or the domain, or names a region that there is not
 */
export function createMailgunTransport(url: string): Transport {
  const { hostname, password, searchParams } = new URL(url);
  const base = bases[searchParams.get('region') ?? 'us'];
  if (!base || password === '' || hostname === '') {
    throw new TypeError('the mail transport must be mailgun://api:<sending key>@<domain>, with ?region=eu for the EU');
  }
  const endpoint = `${base}/v3/${encodeURIComponent(hostname)}/messages.mime`;
  const authorization = `Basic ${Buffer.from(`api:${decodeURIComponent(password)}`).toString('base64')}`;

  return {
    name: 'mailgun',
    async send(delivery) {
      const gate = new ContentGate(delivery);
      try {
        await gate.open();
        const reply = await fetch(endpoint, {
          method: 'POST',
          headers: { authorization },
          body: formOf(delivery),
          redirect: 'error',
          signal: delivery.signal,
        });
        const text = await reply.text();
        if (!reply.ok) return classifyReply({ status: reply.status, text: sayingOf(text) });
        return { kind: 'sent', response: `${reply.status} ${sayingOf(text)}`, ...idOf(text) };
      } catch (error) {
        return gate.refusal ?? classifyBrokenRequest(error, gate.offered);
      }
    },
    close: () => Promise.resolve(),
  };
}

function formOf({ to, content }: Delivery): FormData {
  const form = new FormData();
  form.set('to', to);
  form.set('message', new Blob([new Uint8Array(content)], { type: 'message/rfc822' }), 'message.eml');
  form.set('o:tracking', 'no');
  return form;
}

const parsed = (text: string): { id?: unknown; message?: unknown } => {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
};

/** Its `message`; where it is not Mailgun's JSON that answered, the beginning of what was said. */
function sayingOf(text: string): string {
  const { message } = parsed(text);
  return typeof message === 'string' ? message : text.slice(0, 200);
}

/** The Message-ID without its angle brackets, as webhooks have it. */
function idOf(text: string): { providerId?: string } {
  const { id } = parsed(text);
  return typeof id === 'string' ? { providerId: id.replace(/^<|>$/g, '') } : {};
}
