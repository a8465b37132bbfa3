import { sample } from 'openapi-sampler';

type Json = Record<string, unknown>;

const uuid = '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f';

/** What stands in fields of these names, where their schema has no example of its own. */
const familiar: Readonly<Record<string, string>> = {
  amr: 'pwd',
  answer: 'Please send it to our warehouse.',
  body: 'Could you leave it with a neighbour?',
  carrier: 'DHL',
  code: 'standard',
  currency: 'EUR',
  currentEmail: 'ada@example.com',
  description: 'Our warehouse',
  email: 'ada@example.com',
  failure: 'The card was declined.',
  host: 'hooks.example.com',
  id: uuid,
  ip: '192.0.2.10',
  label: 'Security key',
  locale: 'en-GB',
  missing: 'orders',
  name: 'Ada Lovelace',
  note: 'Ring twice, please',
  number: 'A-100042',
  permissions: 'orders:read',
  phone: '+4930123456',
  previousEmail: 'ada.byron@example.com',
  property1: 'spring',
  property2: 'newsletter',
  provider: 'manual',
  queue: 'oms.mailer.orders',
  reason: 'Ordered twice',
  reference: 'INV-2041',
  requestid: uuid,
  roles: 'staff',
  sealedToken: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..c2VhbGVk',
  section: 'orders',
  sku: 'MUG-BLUE',
  subject: uuid,
  timeZone: 'Europe/Berlin',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  trackingNumber: '00340434161094042557',
  trackingUrl: 'https://parcels.example.com/00340434161094042557',
  type: 'oms.orders.order.placed.v1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
};

/** Beside these a name is that of a thing. */
const things = new Set(['sku', 'code']);

/** An example that the schema allows, the same each time; `document` holds what it refers to. */
export const exampleOf = (schema: Json, document: Json): unknown =>
  recognizable(sample(schema, { quiet: true }, document), '');

/** The sampler's placeholders replaced by what people would recognize. */
function recognizable(value: unknown, name: string): unknown {
  if (value === 'string') return familiar[name] ?? value;
  if (Array.isArray(value)) return value.map((entry) => recognizable(entry, name));
  if (typeof value !== 'object' || value === null) return value;
  const ofThing = Object.keys(value).some((key) => things.has(key));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'name' && ofThing && inner === 'string' ? 'Mug, blue' : recognizable(inner, key),
    ]),
  );
}
