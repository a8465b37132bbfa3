import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** What the provider says of a person. */
export interface Person {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** A real OpenID provider on this machine, whose people sign in without typing. */
export async function startOidcServer(redirectUris: string[]) {
  let handle: ReturnType<Provider['callback']> | undefined;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      const { subject } = api;
      const ts = Math.floor(Date.now() / 1000) - api.secondsAgo;
      const outcome = subject === undefined ? { error: 'access_denied' } : { login: { accountId: subject, ts } };
      api.interactions += 1;
      provider
        .interactionFinished(request, response, outcome)
        .catch((error: unknown) => response.destroy(error as Error));
    } else handle?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const api = {
    issuer,
    people,
    /** Who signs in next; nobody refuses. */
    subject: undefined as string | undefined,
    /** How long ago they did by the provider's account. */
    secondsAgo: 0,
    /** How often a person had to do something. */
    interactions: 0,
    clientId: 'oms',
    clientSecret: 'a secret that the provider and we share',
    /** Redirect URIs, challenges and nonces of the authorization requests so far. */
    requests: [] as URLSearchParams[],
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
  const provider = new Provider(issuer, {
    clients: [{ client_id: api.clientId, client_secret: api.clientSecret, redirect_uris: redirectUris }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['of this test'] },
    async loadExistingGrant(context) {
      const { client, session, provider: own } = context.oidc;
      const grant = new own.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (context.path === '/auth') api.requests.push(new URLSearchParams(context.querystring));
    await next();
  });
  handle = provider.callback();
  return api;
}

export type OidcServer = Awaited<ReturnType<typeof startOidcServer>>;

/** A browser: follows redirects and keeps each host's cookies, until it comes to a page. */
export function openBrowser(addressOf: (url: URL) => string) {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string): Map<string, string> => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  return {
    jarOf,
    /** @returns the first URL that `isPage`, or that did not redirect */
    async go(start: string, isPage: (url: URL) => boolean): Promise<{ url: URL; status: number; passed: URL[] }> {
      const passed: URL[] = [];
      for (let url = new URL(start); ; ) {
        if (isPage(url)) return { url, status: 0, passed };
        const jar = jarOf(url.host);
        const response = await fetch(addressOf(url), {
          redirect: 'manual',
          headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        });
        for (const cookie of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
          if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) jar.delete(name);
          else jar.set(name, value);
        }
        await response.arrayBuffer();
        const location = response.headers.get('location');
        passed.push(url);
        if (location === null) return { url, status: response.status, passed };
        url = new URL(location, url);
      }
    },
  };
}
