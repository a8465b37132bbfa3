import { eventually } from '@oms/testing';
import type { PatientClient } from './http-client.ts';
import type { MailServer } from './mail-server.ts';

/** Somebody who has an account. */
export interface Person {
  email: string;
  /** An access token that is valid for a while yet. */
  token(): Promise<string>;
}

/** Tokens are valid for five minutes. */
const tokenLifeMs = 4 * 60_000;

/** Somebody with an account, who logs in when their token is old. */
export function personOf(auth: PatientClient, email: string, password: string): Person {
  let token: Promise<string> | undefined;
  let since = 0;
  return {
    email,
    token() {
      if (!token || Date.now() - since > tokenLifeMs) {
        since = Date.now();
        token = auth
          .call({ method: 'POST', path: '/api/v1/auth/login', body: { email, password } })
          .then(({ body }) => body.accessToken as string);
      }
      return token;
    },
  };
}

/** Registers somebody and follows the link in their mail. */
export async function register(auth: PatientClient, mails: MailServer, email: string): Promise<Person> {
  const password = `correct horse battery ${email}`;
  await auth.call({ method: 'POST', path: '/api/v1/auth/register', body: { email, password, name: 'Ada Lovelace' } });
  const token = await eventually(
    async () => {
      const found = /#token=([\w.~-]+)/.exec((await mails.textTo(email)) ?? '')?.[1];
      if (found === undefined) throw new Error(`no mail with a link to ${email}`);
      return found;
    },
    { timeoutMs: 60_000, intervalMs: 100 },
  );
  await auth.call({ method: 'POST', path: '/api/v1/auth/verify-email', body: { token } });
  return personOf(auth, email, password);
}
