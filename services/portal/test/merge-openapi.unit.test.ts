import { expect } from 'chai';
import type { OpenAPIV3_1 } from 'openapi-types';
import { MergeError, mergeOpenApi } from '../src/merge-openapi.ts';

type Document = OpenAPIV3_1.Document;

const contact = { name: 'Whoever operates this system' };
const info = { title: 'OMS', version: '1.0.0' };
const money = { type: 'object', properties: { amount: { type: 'integer' }, currency: { type: 'string' } } };
const operation = (operationId: string, more: object = {}): object => ({ operationId, responses: {}, ...more });

const service = (title: string, paths: object, more: object = {}): Document =>
  ({
    openapi: '3.1.0',
    info: { title, version: '0.0.0', contact },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: `http://${title}` }],
    tags: [{ name: title, description: `All about ${title}` }],
    paths,
    components: { schemas: { Money: money } },
    ...more,
  }) as unknown as Document;

const orders = service('orders', { '/orders': { get: operation('listOrders'), post: operation('placeOrder') } });
const users = service('users', { '/users/me': { get: operation('me') } });

const problems = (documents: Record<string, Document>): readonly string[] => {
  try {
    mergeOpenApi(documents, info);
  } catch (error) {
    if (error instanceof MergeError) return error.problems;
    throw error;
  }
  return [];
};

describe('The merged OpenAPI document', () => {
  it('holds the paths, tags and components of every service, and is served by the gateway alone', () => {
    const merged = mergeOpenApi({ orders, users }, info);
    expect(merged.info).to.deep.equal({ ...info, contact });
    expect(merged.openapi).to.equal('3.1.0');
    expect(merged.jsonSchemaDialect).to.equal('https://json-schema.org/draft/2020-12/schema');
    expect(merged.servers?.map(({ url }) => url)).to.deep.equal(['/']);
    expect(merged.paths).to.deep.equal({ ...orders.paths, ...users.paths });
    expect(merged.tags?.map(({ name }) => name)).to.deep.equal(['orders', 'users']);
    expect(merged.components?.schemas).to.deep.equal({ Money: money });
  });

  it('keeps the tags of each service together', () => {
    expect(mergeOpenApi({ orders, users }, info)).to.deep.include({
      'x-tagGroups': [
        { name: 'orders', tags: ['orders'] },
        { name: 'users', tags: ['users'] },
      ],
    });
  });

  it('takes components as equal whatever the order of their keys', () => {
    const turned = { properties: { currency: { type: 'string' }, amount: { type: 'integer' } }, type: 'object' };
    const other = service('users', {}, { components: { schemas: { Money: turned } } });
    expect(problems({ orders, other })).to.deep.equal([]);
  });

  it('lets two services share a path but for its methods', () => {
    const more = service('more', { '/orders': { delete: operation('forgetOrders') } });
    const merged = mergeOpenApi({ orders, more }, info);
    expect(Object.keys(merged.paths?.['/orders'] ?? {})).to.deep.equal(['get', 'post', 'delete']);
  });

  it('names every conflict at once', () => {
    const other = service(
      'orders',
      { '/orders': { get: operation('listOther') }, '/other': { get: operation('placeOrder') } },
      {
        openapi: '3.1.1',
        tags: [{ name: 'orders', description: 'Something else' }],
        components: { schemas: { Money: { type: 'string' } } },
      },
    );
    expect(problems({ orders, other })).to.have.members([
      'GET /orders stands in orders and other',
      'operationId placeOrder stands in orders and other',
      'component schemas Money is one thing in orders and another in other',
      'tag orders is one thing in orders and another in other',
      'the documents differ in version or dialect: 3.1.0 https://json-schema.org/draft/2020-12/schema; ' +
        '3.1.1 https://json-schema.org/draft/2020-12/schema',
    ]);
  });

  it('lists every error code once, by status', () => {
    const failing = (responses: object) => ({ get: operation('get', { responses }) });
    const document = service('orders', {
      '/orders': failing({
        409: { 'x-problems': [{ code: 'insufficient_stock', title: 'Not enough stock' }] },
        404: { 'x-problems': [{ code: 'not_found', title: 'Not found' }] },
      }),
    });
    const further = [
      { code: 'not_found', status: 404, title: 'Not found' },
      { code: 'bad_gateway', status: 502, title: 'The service broke off its answer' },
    ];
    expect(mergeOpenApi({ document }, info, further)).to.deep.include({
      'x-problems': [
        { code: 'not_found', status: 404, title: 'Not found' },
        { code: 'insufficient_stock', status: 409, title: 'Not enough stock' },
        { code: 'bad_gateway', status: 502, title: 'The service broke off its answer' },
      ],
    });
  });

  it('refuses an error code that means two things', () => {
    const failing = (title: string) =>
      service(title, {
        [`/${title}`]: { get: { responses: { 409: { 'x-problems': [{ code: 'conflict', title }] } } } },
      });
    expect(problems({ a: failing('a'), b: failing('b') })).to.deep.equal([
      'the problem conflict means 409 "a" and 409 "b"',
    ]);
  });
});
