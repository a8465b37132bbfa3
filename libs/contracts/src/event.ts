import * as z from 'zod';

/** A kind of event: its name and version, whose life it belongs to, and what it carries. */
export interface EventDefinition<Data extends z.ZodType = z.ZodType> {
  /** `oms.<service>.<noun>.<past-tense>.v<n>` */
  readonly type: string;
  /** CloudEvents source: `/oms/<service>`. */
  readonly source: string;
  /** Topic the event is published under: the type without `oms.`. */
  readonly routingKey: string;
  /** Noun whose id is the subject. */
  readonly aggregate: string;
  readonly description: string;
  readonly data: Data;
  /** Paths in the data, such as `comment.body`, that hold a person's words: encrypted with their key where the event is kept. */
  readonly personal?: readonly string[];
}

export type EventData<D> = D extends EventDefinition<infer Data> ? z.output<Data> : never;

const typePattern = /^oms\.([a-z]+)\.[a-z-]+\.[a-z-]+\.v[1-9]\d*$/;

/** @throws {RangeError} when the type is not of the form `oms.<service>.<noun>.<past-tense>.v<n>` */
export function defineEvent<Data extends z.ZodType>(
  definition: Pick<EventDefinition<Data>, 'type' | 'aggregate' | 'description' | 'data' | 'personal'>,
): EventDefinition<Data> {
  const service = typePattern.exec(definition.type)?.[1];
  if (service === undefined) throw new RangeError(`${definition.type} is not oms.<service>.<noun>.<past-tense>.v<n>`);
  return { ...definition, source: `/oms/${service}`, routingKey: definition.type.slice('oms.'.length) };
}

/**
 * CloudEvents 1.0 in its JSON format. `aggregateversion` and `traceparent` are extension attributes, whose names the
 * specification (section 3.1.1) keeps to lower-case letters and digits.
 */
export const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string().startsWith('/oms/'),
  type: z.string().regex(typePattern),
  /** Id of the aggregate. */
  subject: z.string().min(1).max(200),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** Counts the changes of one aggregate, from 1; a projection ignores what is older than what it has seen. */
  aggregateversion: z.int().min(1),
  traceparent: z.string().optional(),
  /** Id of the request that caused the event. */
  requestid: z.string().optional(),
  data: z.unknown(),
});

export type CloudEvent<Data = unknown> = Omit<z.infer<typeof cloudEvent>, 'data'> & { data: Data };
