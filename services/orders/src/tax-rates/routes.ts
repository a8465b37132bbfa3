import { decodeCursor, etag, pageOf, pageQuery, permission, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { definedOnly, requireCurrent, saveChange, unlessTaken } from '../changes.ts';
import { route } from '../context.ts';
import { notFound, orderProblems } from '../problems.ts';
import { newTaxRate, type TaxRate, taxRate, taxRateChange, taxRateFilter } from './tax-rate.ts';
import {
  deleteTaxRate,
  findTaxRate,
  insertTaxRate,
  listTaxRates,
  lockTaxRate,
  updateTaxRate,
} from './tax-rate-store.ts';

const tag = 'Tax rates';
const access = permission('products:write');
const params = z.object({ id: z.uuid() });
const tagged = { ETag: 'Version, for If-Match' };

const placeIsFree = unlessTaken(
  'tax_rates_one_a_place',
  orderProblems.tax_rate_exists,
  'Change the rate that there is.',
);

export const taxRateRoutes = [
  route({
    method: 'get',
    path: '/api/v1/tax-rates',
    operationId: 'listTaxRates',
    summary: 'List tax rates',
    tag,
    access,
    query: z.strictObject({ ...pageQuery, ...taxRateFilter }),
    responses: { 200: { description: 'A page of tax rates', body: pageOf(taxRate) } },
    handler: async ({ query: { limit, cursor, ...filter } }, { db }) => {
      const after = decodeCursor(cursor, z.tuple([z.string(), z.string(), z.string()]));
      const rows = await listTaxRates(db, filter, after, limit + 1);
      const keyOf = ({ country, region, taxClass }: TaxRate) => [country, region ?? '', taxClass];
      return { status: 200, body: toPage(rows, limit, keyOf, (row) => row) };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/tax-rates/:id',
    operationId: 'getTaxRate',
    summary: 'One tax rate',
    tag,
    access,
    params,
    responses: { 200: { description: 'The rate', body: taxRate, headers: tagged } },
    handler: async ({ params }, { db }) => {
      const found = await findTaxRate(db, params.id);
      if (!found) throw notFound('tax rate');
      return { status: 200, body: found, headers: { ETag: etag(found.version) } };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/tax-rates',
    operationId: 'createTaxRate',
    summary: 'Add a tax rate',
    tag,
    access,
    body: newTaxRate,
    transaction: true,
    idempotent: true,
    responses: {
      201: { description: 'The rate', body: taxRate, headers: { ...tagged, Location: 'Path of the rate' } },
    },
    problems: [orderProblems.tax_rate_exists],
    handler: async ({ body, tx }) => {
      const created: TaxRate = { id: uuidv7(), ...body, version: 1 };
      await placeIsFree(insertTaxRate(tx, created.id, body));
      return { status: 201, body: created, headers: { ETag: etag(1), Location: `/api/v1/tax-rates/${created.id}` } };
    },
  }),

  route({
    method: 'patch',
    path: '/api/v1/tax-rates/:id',
    operationId: 'updateTaxRate',
    summary: 'Change a tax rate',
    description: 'Orders keep the rates that they were placed with.',
    tag,
    access,
    params,
    body: taxRateChange,
    transaction: true,
    ifMatch: true,
    responses: { 200: { description: 'The rate as it is now', body: taxRate, headers: tagged } },
    problems: [orderProblems.tax_rate_exists],
    handler: async ({ params, body, tx, expectedVersion }) => {
      const found = requireCurrent(await lockTaxRate(tx, params.id), 'tax rate', expectedVersion);
      const wanted = { ...found, ...definedOnly(body) };
      const changed = await saveChange(found, wanted, (rate) => placeIsFree(updateTaxRate(tx, rate)));
      return { status: 200, body: changed, headers: { ETag: etag(changed.version) } };
    },
  }),

  route({
    method: 'delete',
    path: '/api/v1/tax-rates/:id',
    operationId: 'deleteTaxRate',
    summary: 'Remove a tax rate',
    description: 'Orders keep the rates that they were placed with.',
    tag,
    access,
    params,
    transaction: true,
    ifMatch: true,
    responses: { 204: { description: 'It is gone' } },
    handler: async ({ params, tx, expectedVersion }) => {
      requireCurrent(await lockTaxRate(tx, params.id), 'tax rate', expectedVersion);
      await deleteTaxRate(tx, params.id);
      return { status: 204 };
    },
  }),
];
