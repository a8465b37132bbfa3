import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { cloudEvent, type EventDefinition } from '../event.ts';
import { exampleOf } from '../example.ts';

type Json = Record<string, unknown>;

export interface AsyncApiOptions {
  version: string;
  /** Topic exchange of all events. */
  exchange: string;
  events: readonly EventDefinition[];
  /** Who takes which types off which queue. */
  consumers: readonly { service: string; queue: string; types: readonly string[] }[];
}

/**
 * The AsyncAPI 3.0 document of every event: a channel a routing key, its message as a CloudEvent, who sends it and which
 * queues receive it.
 *
 * @throws {RangeError} when one name means two schemas
 */
export function asyncApiDocument({ version, exchange, events, consumers }: AsyncApiOptions): Json {
  const schemas: Json = {};
  const channels: Json = {};
  const operations: Json = {};
  const messages: Json = {};
  const services = new Set([...events.map(serviceOf), ...consumers.map(({ service }) => service)]);

  for (const event of events) schemas[event.routingKey] = converted(event.data, schemas);
  for (const event of events) {
    const key = event.routingKey;
    const channel = { $ref: `#/channels/${key}` };
    const payload = envelopeOf(event);
    messages[key] = {
      name: event.type,
      title: event.type,
      summary: event.description,
      contentType: 'application/cloudevents+json',
      payload,
      bindings: { amqp: { messageType: event.type, bindingVersion: '0.3.0' } },
      examples: [{ payload: exampleOf(payload, { components: { schemas } }) }],
    };
    channels[key] = {
      address: key,
      title: event.type,
      description: event.description,
      messages: { event: { $ref: `#/components/messages/${key}` } },
      bindings: {
        amqp: {
          is: 'routingKey',
          exchange: { name: exchange, type: 'topic', durable: true, autoDelete: false, vhost: '/' },
          bindingVersion: '0.3.0',
        },
      },
    };
    operations[`${serviceOf(event)}.sends.${key}`] = {
      action: 'send',
      channel,
      summary: event.description,
      tags: [{ name: serviceOf(event) }],
      bindings: { amqp: { deliveryMode: 2, mandatory: false, bindingVersion: '0.3.0' } },
    };
    for (const { service, queue } of consumers.filter(({ types }) => types.includes(event.type))) {
      operations[`${queue}.receives.${key}`] = {
        action: 'receive',
        channel,
        summary: `${service} takes it off the queue ${queue}.`,
        tags: [{ name: service }],
        'x-queue': queue,
      };
    }
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'OMS events',
      version,
      description:
        'Every event of the order management system: CloudEvents 1.0 in the structured mode of its AMQP binding, so that the body holds all of it, at least once, those of one aggregate in order as they are published. The AMQP properties repeat what brokers and tools show: message_id is the id of the event, type its type, timestamp when it was recorded, app_id its service. Readers pass over fields that they do not know; what may change without another version of a type is in docs/decisions/0021-event-compatibility.md.',
      license: { name: 'MIT' },
      tags: [...services].map((name) => ({ name })),
    },
    defaultContentType: 'application/cloudevents+json',
    servers: { broker: { host: 'rabbitmq:5672', protocol: 'amqp', description: 'RabbitMQ of the system' } },
    channels,
    operations,
    components: { messages, schemas: sorted(schemas) },
  };
}

const serviceOf = ({ source }: Pick<EventDefinition, 'source'>): string => source.replace('/oms/', '');

function envelopeOf({ type, source, aggregate, routingKey }: EventDefinition): Json {
  const { properties, ...rest } = toJsonSchema(cloudEvent) as { properties: Json };
  return {
    ...rest,
    properties: {
      ...properties,
      type: { const: type },
      source: { const: source },
      subject: { ...(properties.subject as Json), description: `Id of the ${aggregate}` },
      data: { $ref: `#/components/schemas/${routingKey}` },
    },
  };
}

/** Draft 7 is what AsyncAPI takes without being told. */
const toJsonSchema = (schema: z.ZodType): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'output',
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // What a number in JSON can be, whatever it stands for.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return rest;
};

/** The schema with its named parts among `schemas`. */
function converted(schema: z.ZodType, schemas: Json): Json {
  const { definitions = {}, ...own } = JSON.parse(
    JSON.stringify(toJsonSchema(schema)).replaceAll('"#/definitions/', '"#/components/schemas/'),
  ) as Json & { definitions?: Json };
  for (const [name, part] of Object.entries(definitions)) {
    if (schemas[name] !== undefined && !isDeepStrictEqual(schemas[name], part)) {
      throw new RangeError(`the schema ${name} is one thing in one event and another in the next`);
    }
    schemas[name] = part;
  }
  return own;
}

const sorted = (record: Json): Json =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
