import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permissionsOf } from '@oms/contracts';
import { type DevelopmentKey, developmentKey } from '@oms/local';
import { signAccessToken } from '@oms/security';
import { sendAsTold, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import fc from 'fast-check';
import type { OpenAPIV3_1 } from 'openapi-types';
import { type FuzzedRequest, type Operation, operationsOf, requestsOf } from './fuzzed-requests.ts';
import { openMailbox } from './mailbox.ts';
import { registerCustomer, type SignedIn, signIn } from './people.ts';
import { type BootedSystem, bootSystem, type ServiceName } from './running-system.ts';

/** The same requests each time; another number tries others. */
const seed = Number(process.env.FUZZ_SEED ?? 20_261_121);
const runs = Number(process.env.FUZZ_RUNS ?? 40);
/** No operation takes longer than this, whatever `runs` says, in milliseconds. */
const patience = 2_000;
const atOnce = 4;

/** What any request may be answered, documented or not: they are about HTTP, not about the operation. */
const ofHttp = new Set([
  'bad_request',
  'malformed_json',
  'unsupported_media_type',
  'payload_too_large',
  'not_found',
  'method_not_allowed',
]);

interface Answered {
  status: number;
  type: string;
  text: string;
}

describe('every operation, given what does not fit', function () {
  this.timeout(120_000);
  let system: BootedSystem;
  let folder: string;
  let key: DevelopmentKey;
  const subjects = { admin: '', customer: '' };
  /** By collection, such as `/api/v1/products`. */
  const ids = new Map<string, Set<string>>();
  const values: Record<string, string[]> = { currency: ['EUR'], country: ['DE'], email: ['eve@example.com'] };
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

  before(async function () {
    if (process.env.BASE_URL)
      skipBecause(
        this,
        'it signs its own tokens and breaks what it likes in a system of its own, not a running system',
      );
    folder = await mkdtemp(join(tmpdir(), 'oms-keys-'));
    key = developmentKey(folder);
    system = await bootSystem({
      jwksUrls: [key.jwksUrl],
      settings: { DATABASE_POOL_MAX: '8', SIGN_IN_LIMIT: '100000', MAIL_REQUEST_LIMIT: '100000' },
    });
    const idOf = async ({ oms }: SignedIn): Promise<string> => (await oms.GET('/api/v1/auth/me')).data.id;
    subjects.admin = await idOf(await signIn(system.gatewayUrl, system.admin));
    const ada = await registerCustomer(system.gatewayUrl, openMailbox(system.mailUrl));
    subjects.customer = await idOf(ada);
    const { data: products } = await ada.oms.GET('/api/v1/products', { params: { query: { limit: 10 } } });
    values.sku = products.data.map(({ sku }) => sku);
  });
  after(async () => {
    agent.destroy();
    await system?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Signed here, so that no request can end the sign-in of those that follow. */
  function tokenOf(as: 'admin' | 'customer'): string {
    const now = Math.floor(Date.now() / 1000);
    return signAccessToken(
      key,
      { issuer: 'https://oms.example', audience: 'oms', tokenId: randomUUID() },
      {
        sub: subjects[as],
        sid: randomUUID(),
        email: `${as}@example.com`,
        epoch: 1_000,
        roles: [as],
        permissions: as === 'admin' ? permissionsOf(['admin']) : [],
        amr: ['pwd'],
        auth_time: now,
        iat: now,
        exp: now + 300,
      },
    );
  }

  const send = (origin: string, request: FuzzedRequest): Promise<Answered> =>
    sendAsTold(() => sendOnce(origin, request));

  const sendOnce = (origin: string, { method, target, headers, body, as }: FuzzedRequest): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(
        `${origin}${target}`,
        {
          method,
          agent,
          headers: {
            ...headers,
            ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
            ...(as !== 'nobody' && { authorization: `Bearer ${tokenOf(as)}` }),
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });

  /** What is wrong with an answer; undefined when it is one that the documentation foretells. */
  function faultOf({ statuses, problems, pages }: Operation, { status, type, text }: Answered): string | undefined {
    if (status >= 500) return `answered ${status}: ${text}`;
    if (status < 400) return statuses.has(status) || status === 304 ? undefined : `answered ${status}, undocumented`;
    if (pages.has(status) && /^text\/html/.test(type)) return undefined;
    if (!/^application\/problem\+json/.test(type)) return `answered ${status} as ${type}`;
    const { code, requestId } = JSON.parse(text) as { code?: string; requestId?: string };
    if (!requestId) return `answered ${status} without a requestId`;
    if (code === undefined) return `answered ${status} without a code`;
    return ofHttp.has(code) || problems.get(status)?.includes(code)
      ? undefined
      : `answered ${status} ${code}, undocumented: ${text}`;
  }

  const collectionOf = (path: string): string => path.replace(/\/\{.*$/, '');

  /** Notes what exists, for requests that get further than to a 404; accounts are left in peace. */
  function collectIds({ path }: Operation, { status, text }: Answered): void {
    if (status >= 300 || /accounts/.test(path)) return;
    const known = ids.get(collectionOf(path)) ?? new Set();
    for (const [, id] of text.matchAll(/"id":"([0-9a-f-]{36})"/g)) if (id && known.size < 50) known.add(id);
    ids.set(collectionOf(path), known);
  }

  for (const name of ['auth', 'users', 'orders', 'mailer'] satisfies ServiceName[]) {
    it(`is refused by ${name} as documented, and never with a 5xx`, async () => {
      const origin = system.replicas[name][0] ?? expect.fail(`${name} has no replica`);
      const document = (await (await fetch(`${origin}/openapi.json`)).json()) as OpenAPIV3_1.Document;
      const operations = operationsOf(document);
      expect(operations.length).to.be.greaterThan(3);
      const faults: string[] = [];
      let requests = 0;
      let refused = 0;
      let taken = 0;
      for (const operation of operations) {
        const queue = fc.sample(
          requestsOf(document, operation, { ids: [...(ids.get(collectionOf(operation.path)) ?? [])], values }),
          { seed, numRuns: runs },
        );
        const until = performance.now() + patience;
        let own = 0;
        const work = async (): Promise<void> => {
          for (let next = queue.pop(); next && performance.now() < until && own < 3; next = queue.pop()) {
            const answered = await send(origin, next).catch((error: Error) => ({
              status: 599,
              type: '',
              text: error.message,
            }));
            requests += 1;
            if (answered.status >= 400) refused += 1;
            if (answered.status < 300) taken += 1;
            collectIds(operation, answered);
            const fault = faultOf(operation, answered);
            if (fault === undefined) continue;
            own += 1;
            const { method, target, headers, body, as } = next;
            faults.push(
              `${operation.operationId} ${fault.slice(0, 400)}\n  as ${as}: ${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)}\n  ${body?.slice(0, 600)}`,
            );
          }
        };
        await Promise.all(Array.from({ length: atOnce }, work));
      }
      expect(faults, `seed ${seed}\n${faults.join('\n')}`).to.deep.equal([]);
      // Else they would be turned away at the door, and prove nothing of what is behind it.
      expect(taken, `of ${requests} requests`).to.be.greaterThan(requests / 15);
      expect(refused, `of ${requests} requests`).to.be.greaterThan(requests / 4);
    });
  }
});
