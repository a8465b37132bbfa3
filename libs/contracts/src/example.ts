import { sample } from 'openapi-sampler';
import type { core } from 'zod';

declare module 'zod' {
  /** What `.meta()` takes: an example has the type that the schema takes. */
  interface GlobalMeta {
    examples?: core.$input[];
  }
}

type Json = Record<string, unknown>;

/** As far as examples need it. */
interface Document {
  openapi?: string;
  components: { schemas: Json };
}

const uuid = '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f';

/** What stands in fields of these names, where their schema has no example of its own and allows it. */
const familiar: Readonly<Record<string, unknown>> = {
  accessToken: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTk3YzlhMCJ9.c2lnbmF0dXJl',
  amr: 'pwd',
  attestationObject: 'o2NmbXRkbm9uZQ',
  authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2M',
  answer: 'Please send it to our warehouse.',
  archive: { users: { profile: [{ email: 'ada@example.com', name: 'Ada Lovelace' }] } },
  attempts: 1,
  authorizationUrl: 'https://login.example.com/authorize?client_id=oms',
  body: 'Could you leave it with a neighbour?',
  bouncedAt: null,
  bytes: 512,
  canceledAt: null,
  carrier: 'DHL',
  challenge: 'cmFuZG9tIGNoYWxsZW5nZQ',
  city: 'London',
  clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4ifQ',
  clientSecret: null,
  code: 'standard',
  company: 'Analytical Engines Ltd',
  complainedAt: null,
  completedAt: null,
  count: 1,
  country: 'GB',
  currency: 'EUR',
  currentEmail: 'ada@example.com',
  currentPassword: 'correct horse battery staple',
  deliveredAt: null,
  description: 'Our warehouse',
  disabledAt: null,
  disabledReason: null,
  durationMs: 42,
  email: 'ada@example.com',
  endsAt: null,
  error: null,
  eventType: 'oms.orders.order.placed.v1',
  eventTypes: 'oms.orders.order.placed.v1',
  expiresIn: 300,
  failingSince: null,
  failure: 'The card was declined.',
  host: 'hooks.example.com',
  html: '<!doctype html><title>Your order</title><p>Thank you.</p>',
  id: uuid,
  ip: '192.0.2.10',
  issuer: 'https://login.example.com',
  key: 'oms_0197c9a06f9c7d7e8f5a0a1b2c3d4e5f_c2VjcmV0',
  kid: '0197c9a0',
  label: 'Security key',
  lastError: null,
  line1: '12 St James Square',
  line2: 'First floor',
  locale: 'en-GB',
  locales: 'en',
  messageId: `${uuid}@oms.example`,
  metadata: { campaign: 'spring' },
  mfaToken: 'bWZhIHRva2VuIG9mIGEgc2lnbi1pbg',
  missing: 'orders',
  name: 'Ada Lovelace',
  nextCursor: null,
  note: 'Ring twice, please',
  number: 'A-100042',
  orderNumber: 'A-100042',
  password: 'correct horse battery staple',
  permissions: 'orders:read',
  phone: '+4930123456',
  position: 10,
  postalCode: 'SW1Y 4JH',
  prefix: 'oms_0197c9a06f9c7d7e8f5a0a1b2c3d4e5f',
  previousEmail: 'ada.byron@example.com',
  previousSecretUntil: null,
  property1: 'spring',
  property2: 'newsletter',
  provider: 'manual',
  providerId: null,
  quantity: 2,
  rawId: 'cGFzc2tleQ',
  queue: 'oms.mailer.orders',
  ratePpm: 200_000,
  reason: 'Ordered twice',
  recipient: 'ada@example.com',
  recipientName: 'Ada Lovelace',
  recoveryCodes: 'K7QP-3MXD-9ZRT',
  reference: 'INV-2041',
  refreshToken: 'cmVmcmVzaCB0b2tlbiBvZiBhIHNlc3Npb24',
  refusal: null,
  region: 'Greater London',
  requestid: uuid,
  response: '250 2.0.0 Ok: queued',
  responseExcerpt: 'ok',
  returnTo: '/account',
  roles: 'staff',
  sealedToken: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..c2VhbGVk',
  section: 'orders',
  signature: 'MEUCIQDx',
  service: 'orders',
  sku: 'MUG-BLUE',
  source: '/oms/orders',
  startsAt: null,
  statusCode: 200,
  subject: uuid,
  suspensionReason: null,
  taxRatePpm: 200_000,
  template: 'order-confirmation',
  text: 'Thank you for your order A-100042.',
  timeZone: 'Europe/Berlin',
  token: 'dG9rZW4gb2YgYSBtYWlsZWQgbGluaw',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  trackingNumber: '00340434161094042557',
  trackingUrl: 'https://parcels.example.com/00340434161094042557',
  transport: 'smtp',
  transports: 'internal',
  type: 'oms.orders.order.placed.v1',
  url: 'https://hooks.example.com/orders',
  userHandle: 'MDE5N2M5OWY',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
};

/** What the sampler puts in place of a time, which shows its age. */
const aged = '2019-08-24T14:15:22Z';
const recent = '2026-03-14T09:26:53.589Z';

/** Beside these a name is that of a thing. */
const things = ['sku', 'code'];

/**
 * An example that the schema allows, the same each time: its own, or one made up of those of its parts. `document` holds what
 * it refers to; `name` is that of the field that it is for.
 */
export function exampleOf(schema: Json, document: Document, name = ''): unknown {
  const schemas = mapValues(document.components.schemas, (each) => familiarized(each as Json));
  return renewed(sample(familiarized(schema, name), { quiet: true }, { ...document, components: { schemas } }));
}

/** The schema with an example wherever a field of a familiar name has none. */
function familiarized(schema: Json, name = ''): Json {
  const { properties, items, additionalProperties, examples, enum: values, $ref } = schema;
  const alternatives = ['anyOf', 'oneOf', 'allOf'].filter((keyword) => schema[keyword] !== undefined);
  const isThing = things.some((key) => Object.hasOwn((properties ?? {}) as Json, key));
  const value = name === 'name (thing)' ? 'Mug, blue' : familiar[name];
  const isOpen = [examples, values, $ref, schema.const, schema.default].every((each) => each === undefined);
  return {
    ...schema,
    ...(isObject(properties) && {
      properties: mapValues(properties, (inner, key) =>
        familiarized(inner as Json, key === 'name' && isThing ? 'name (thing)' : key),
      ),
    }),
    ...(isObject(items) && { items: familiarized(items, name) }),
    ...(isObject(additionalProperties) && { additionalProperties: familiarized(additionalProperties) }),
    ...Object.fromEntries(
      alternatives.map((keyword) => [keyword, (schema[keyword] as Json[]).map((each) => familiarized(each))]),
    ),
    ...(isOpen && value !== undefined && allows(schema, value) && { examples: [value] }),
  };
}

/** Whether a value is of the schema, as far as values of familiar names go. */
function allows(schema: Json, value: unknown): boolean {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.some((each: Json) => allows(each, value));
  const types = [schema.type].flat();
  if (value === null) return types.includes('null');
  if (typeof value === 'number') {
    const { minimum = value, maximum = value } = schema as Record<string, number>;
    return types.includes('integer') && minimum <= value && value <= maximum;
  }
  if (typeof value !== 'string') return types.includes('object') && schema.properties === undefined;
  const { pattern = '', maxLength = value.length } = schema as { pattern?: string; maxLength?: number };
  return types.includes('string') && new RegExp(pattern, 'u').test(value) && value.length <= maxLength;
}

function renewed(value: unknown): unknown {
  if (value === aged) return recent;
  if (Array.isArray(value)) return value.map(renewed);
  return isObject(value) ? mapValues(value, renewed) : value;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapValues = (object: Json, change: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
