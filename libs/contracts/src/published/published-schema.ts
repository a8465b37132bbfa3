import * as z from 'zod';
import type { EventDefinition } from '../event.ts';

/**
 * What an event's data looks like to those who write it and to those who read it: JSON Schema (2020-12) without annotations.
 * Of an object, `required` is what a reader insists on and `sent` what a writer always gives, where that is more: fields
 * with a default. `additionalProperties: false` stands where a reader refuses fields that it does not know; elsewhere it
 * passes over them.
 */
export interface PublishedSchema {
  readonly [keyword: string]: unknown;
  readonly $defs?: Readonly<Record<string, PublishedSchema>>;
}

const annotations = ['$schema', 'id', 'title', 'description', 'examples', 'default', 'deprecated'];

export function publishedSchema({ data }: Pick<EventDefinition, 'data'>): PublishedSchema {
  return z.toJSONSchema(data, {
    io: 'output',
    override({ zodSchema, jsonSchema }) {
      for (const keyword of annotations) delete jsonSchema[keyword as keyof typeof jsonSchema];
      // The format says as much, and in fewer words.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      const { def } = zodSchema._zod;
      if (def.type !== 'object') return;
      const { shape, catchall } = def as z.core.$ZodObjectDef;
      const fields = Object.entries(shape);
      const required = fields.filter(([, field]) => field._zod.optin === undefined).map(([name]) => name);
      const sent = fields.filter(([, field]) => field._zod.optout === undefined).map(([name]) => name);
      jsonSchema.required = required;
      if (sent.length > required.length) jsonSchema.sent = sent;
      if (catchall?._zod.def.type !== 'never') delete jsonSchema.additionalProperties;
    },
  }) as PublishedSchema;
}
