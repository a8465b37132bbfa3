import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import * as contracts from '@oms/contracts';
import { cloudEvent } from '@oms/contracts';
import { eventsIn } from '@oms/contracts/published';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { expect } from 'chai';

interface Document {
  channels: Record<string, { address: string }>;
  operations: Record<string, { action: string; 'x-queue'?: string; tags: { name: string }[] }>;
  components: {
    messages: Record<string, { payload: object; examples: { payload: { data: unknown } }[] }>;
    schemas: Record<string, object>;
  };
}

const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'static', 'asyncapi.json'), 'utf8'),
) as Document;

/** What checks the payload of a message, by its routing key. */
function payloads(): (key: string) => ValidateFunction {
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'events', components: document.components });
  return (key) => {
    const validate = ajv.getSchema(`events#/components/messages/${key}/payload`);
    if (!validate) throw new Error(`the document has no message ${key}`);
    return validate;
  };
}

describe('The AsyncAPI document', () => {
  it('is one, by the schema of AsyncAPI 3.0', () => {
    // The schema brings that of JSON Schema along.
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false, meta: false, validateSchema: false });
    formats.default(ajv);
    const validate = ajv.compile(specs.schemas['3.0.0'] as object);
    validate(document);
    expect(validate.errors ?? []).to.deep.equal([]);
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, path = '']) => path);
    expect(references.length).to.be.greaterThan(200);
    for (const reference of new Set(references)) {
      const found = reference
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);
      expect(found, reference).to.be.an('object');
    }
  });

  it('tells who sends an event and who receives it', () => {
    const about = (key: string) =>
      Object.entries(document.operations)
        .filter(([name]) => name.endsWith(`.${key}`))
        .map(([, { action, tags, ...more }]) => [action, tags[0]?.name, more['x-queue']]);
    expect(about('auth.account.registered.v1')).to.deep.include.members([
      ['send', 'auth', undefined],
      ['receive', 'mailer', 'oms.mailer.recipients'],
      ['receive', 'users', 'oms.users.profiles'],
    ]);
  });

  it('has an example for each message that the message allows, and the code too', () => {
    const definitions = eventsIn(contracts);
    expect(Object.keys(document.components.messages)).to.have.members(definitions.map(({ routingKey }) => routingKey));
    const validatorOf = payloads();
    for (const { routingKey, data } of definitions) {
      const [example] = document.components.messages[routingKey]?.examples ?? [];
      const validate = validatorOf(routingKey);
      expect(validate(example?.payload), `${routingKey} ${JSON.stringify(validate.errors)}`).to.equal(true);
      expect(cloudEvent.safeParse(example?.payload).error, routingKey).to.equal(undefined);
      expect(data.safeParse(example?.payload.data).error, routingKey).to.equal(undefined);
      expect(JSON.stringify(example), routingKey).to.not.contain('"string"');
    }
  });

  it('describes a message as it is published', () => {
    const validate = payloads()('auth.account.verified.v1');
    const id = '0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f';
    const event = {
      specversion: '1.0',
      id,
      source: '/oms/auth',
      type: 'oms.auth.account.verified.v1',
      subject: id,
      time: '2026-11-21T16:00:00.000Z',
      datacontenttype: 'application/json',
      aggregateversion: 2,
      data: { accountId: id, email: 'ada@example.com' },
    };
    expect(validate(event), JSON.stringify(validate.errors)).to.equal(true);
    expect(validate({ ...event, data: { accountId: id } })).to.equal(false);
    expect(validate({ ...event, source: '/oms/users' })).to.equal(false);
  });
});
