export { type AsyncApiOptions, asyncApiDocument } from './asyncapi.ts';
export { incompatibilities } from './compatibility.ts';
export { eventsIn } from './events-in.ts';
export { type PublishedSchema, publishedSchema } from './published-schema.ts';
