import { type FieldError, inspectPart } from '@oms/http';
import type * as z from 'zod';
import { productChange, sku } from '../product.ts';

/** A line: the sku says which product, the rest what it is to be. */
export const importedProduct = productChange.extend({ sku });
export type ImportedProduct = z.output<typeof importedProduct>;

/** `pointer` leads into the line: a member of its JSON, or a column of the CSV. */
export type LineError = Omit<FieldError, 'in'>;

/** A line that can be read: what stands in it, and the currencies whose prices it decides. */
export interface GoodLine {
  /** As an editor counts, from 1; of a record of several lines the first. */
  line: number;
  given: ImportedProduct;
  /** Prices in other currencies stay. */
  pricedIn: readonly string[] | 'all';
}

export interface BadLine {
  line: number;
  /** As far as it can be read. */
  sku: string | null;
  errors: LineError[];
}

export type ImportLine = GoodLine | BadLine;

export const isBad = (line: ImportLine): line is BadLine => 'errors' in line;

/** Errors told of one line at the most, so that a report cannot grow much beyond its file. */
const mostErrors = 5;

/** Characters of a line at the most: above the longest description with a hundred prices. */
export const longestLine = 128 * 1024;

export function badLine(line: number, value: unknown, errors: readonly LineError[]): BadLine {
  const { data } = sku.safeParse((value as { sku?: unknown } | null)?.sku);
  const told = errors.slice(0, mostErrors).map(({ pointer, code, detail }) => ({ pointer, code, detail }));
  return { line, sku: data ?? null, errors: told };
}

/** Holds a value against the schema of a line. */
export function readLine(line: number, value: unknown, pricedIn: GoodLine['pricedIn']): ImportLine {
  const { data, errors } = inspectPart(importedProduct, value, 'body');
  return errors ? badLine(line, value, errors) : { line, given: data, pricedIn };
}
