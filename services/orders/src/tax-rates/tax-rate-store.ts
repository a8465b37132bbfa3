import type { Queryable, Transaction } from '@oms/database';
import type { NewTaxRate, TaxRate } from './tax-rate.ts';
import type { Rate } from './tax-rate-for.ts';

const columns = `id, tax_class AS "taxClass", country, nullif(region, '') AS region, rate_ppm AS "ratePpm", version`;

export async function findTaxRate(db: Queryable, id: string): Promise<TaxRate | undefined> {
  const [row] = await db.query<TaxRate>(`SELECT ${columns} FROM tax_rates WHERE id = $1`, [id]);
  return row;
}

/** As {@link findTaxRate}, and locks it. */
export async function lockTaxRate(tx: Transaction, id: string): Promise<TaxRate | undefined> {
  const [row] = await tx.query<TaxRate>(`SELECT ${columns} FROM tax_rates WHERE id = $1 FOR UPDATE`, [id]);
  return row;
}

/** All rates of a country, as {@link taxRateFor} takes them. */
export const ratesOf = (db: Queryable, country: string): Promise<Rate[]> =>
  db.query<Rate>(`SELECT tax_class AS "taxClass", region, rate_ppm AS "ratePpm" FROM tax_rates WHERE country = $1`, [
    country,
  ]);

/** By country, region and class; the country's own rates before those of its regions. */
export const listTaxRates = (
  db: Queryable,
  filter: { country?: string | undefined; taxClass?: string | undefined },
  after: readonly [country: string, region: string, taxClass: string] | undefined,
  limit: number,
): Promise<TaxRate[]> =>
  db.query<TaxRate>(
    `SELECT ${columns} FROM tax_rates
      WHERE (country, lower(region), tax_class) > ($1, lower($2::text), $3)
        AND ($4::text IS NULL OR country = $4) AND ($5::text IS NULL OR tax_class = $5)
      ORDER BY country, lower(region), tax_class LIMIT $6`,
    [after?.[0] ?? '', after?.[1] ?? '', after?.[2] ?? '', filter.country ?? null, filter.taxClass ?? null, limit],
  );

export const insertTaxRate = async (tx: Transaction, id: string, rate: NewTaxRate): Promise<void> => {
  await tx.query('INSERT INTO tax_rates (id, tax_class, country, region, rate_ppm) VALUES ($1, $2, $3, $4, $5)', [
    id,
    rate.taxClass,
    rate.country,
    rate.region ?? '',
    rate.ratePpm,
  ]);
};

/** @returns the new version */
export async function updateTaxRate(tx: Transaction, rate: TaxRate): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `UPDATE tax_rates SET region = $2, rate_ppm = $3, version = version + 1, updated_at = now()
      WHERE id = $1 RETURNING version`,
    [rate.id, rate.region ?? '', rate.ratePpm],
  );
  return row?.version ?? 0;
}

export const deleteTaxRate = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('DELETE FROM tax_rates WHERE id = $1', [id]);
};
