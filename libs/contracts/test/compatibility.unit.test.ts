import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@oms/contracts';
import { eventsIn, incompatibilities, type PublishedSchema, publishedSchema } from '@oms/contracts/published';
import { expect } from 'chai';
import * as z from 'zod';

const folder = join(import.meta.dirname, '..', 'published');
const events = eventsIn(contracts);
const read = (type: string) => JSON.parse(readFileSync(join(folder, `${type}.json`), 'utf8')) as PublishedSchema;

describe('The events as they are published', () => {
  it('are all written down, and none has vanished', () => {
    expect(readdirSync(folder).sort()).to.deep.equal(events.map(({ type }) => `${type}.json`).sort());
    expect(events.length).to.be.greaterThan(60);
  });

  it('have changed only so that old and new replicas understand each other', () => {
    for (const event of events) {
      expect(incompatibilities(read(event.type), publishedSchema(event)), event.type).to.deep.equal([]);
    }
  });

  it('are written down as they are now', () => {
    for (const event of events) expect(publishedSchema(event), event.type).to.deep.equal(read(event.type));
  });
});

describe('A change of an event', () => {
  const item = z.object({ sku: z.string(), quantity: z.int().min(1) }).meta({ id: 'CompatibilityItem' });
  const shape = {
    id: z.uuid(),
    status: z.enum(['open', 'closed']),
    note: z.string().nullable(),
    items: z.array(item),
    price: z.strictObject({ amount: z.int() }),
    label: z.string().max(10).optional(),
  };
  const before = z.object(shape);
  const judge = (now: z.ZodType, from: z.ZodType = before): string[] =>
    incompatibilities(publishedSchema({ data: from }), publishedSchema({ data: now }));
  const refused = (now: z.ZodType, ...words: string[]): void => {
    const found = judge(now).join('\n');
    for (const word of words) expect(found).to.include(word);
  };

  it('is none where nothing has changed but words', () => {
    expect(judge(z.object({ ...shape, status: shape.status.describe('How it is') }))).to.deep.equal([]);
  });

  it('may add a field that may be missing, or that has a default', () => {
    expect(judge(before.extend({ more: z.string().optional() }))).to.deep.equal([]);
    expect(judge(before.extend({ more: z.string().default('') }))).to.deep.equal([]);
    const withDefault = z.object({ ...shape, items: z.array(item.extend({ gift: z.boolean().default(false) })) });
    expect(judge(withDefault)).to.deep.equal([]);
  });

  it('may not ask for a new field, since events in flight do not have it', () => {
    refused(before.extend({ more: z.string() }), 'data.more is not always there, and is required');
    refused(z.object({ ...shape, items: z.array(item.extend({ gift: z.boolean() })) }), 'data.items[].gift');
  });

  it('may not remove or rename a field, not even one that may be missing', () => {
    refused(before.omit({ note: true }), 'data.note is no longer there', 'data.note is not always there');
    refused(before.omit({ label: true }), 'data.label is no longer there');
  });

  it('may not give a field another type', () => {
    refused(before.extend({ id: z.int() }), 'data.id is string', 'data.id is integer');
    refused(before.extend({ note: z.int().nullable() }), 'data.note');
    refused(z.object({ ...shape, items: item }), 'data.items is array');
  });

  it('may not make what was always there optional or null, for readers from before', () => {
    refused(before.partial({ note: true }), 'a reader from before could not read it: data.note');
    refused(before.extend({ id: z.uuid().nullable() }), 'a reader from before could not read it: data.id is null');
  });

  it('may not narrow what is read, nor widen what is written', () => {
    refused(before.extend({ status: z.enum(['open']) }), 'in flight', 'data.status may be closed');
    refused(
      before.extend({ status: z.enum(['open', 'closed', 'lost']) }),
      'a reader from before',
      'data.status may be lost',
    );
    refused(before.extend({ label: z.string().max(5).optional() }), 'in flight', 'data.label has another maxLength');
    refused(
      before.extend({ label: z.string().optional() }),
      'a reader from before',
      'data.label has another maxLength',
    );
    refused(before.extend({ note: z.string() }), 'in flight', 'data.note is null');
  });

  it('may not add a field where readers refuse what they do not know', () => {
    refused(
      before.extend({ price: z.strictObject({ amount: z.int(), currency: z.string().optional() }) }),
      'data.price.currency is refused as unknown',
    );
  });

  it('is judged through references, unions and records', () => {
    const tree = z.object({
      value: z.string(),
      get children() {
        return z.array(tree);
      },
    });
    expect(judge(tree, tree)).to.deep.equal([]);
    const union = z.object({ one: z.union([z.string(), z.int()]), all: z.record(z.string(), z.string()) });
    expect(judge(union, union)).to.deep.equal([]);
    expect(judge(z.object({ ...union.shape, one: z.string() }), union).join()).to.include('data.one');
    expect(judge(z.object({ ...union.shape, all: z.record(z.string(), z.int()) }), union).join()).to.include(
      'data.all.*',
    );
  });
});
