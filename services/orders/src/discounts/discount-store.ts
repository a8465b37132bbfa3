import type { Queryable, Transaction } from '@oms/database';
import type { Discount } from './discount.ts';

const columns = `
  id, code, name, kind, rate_ppm AS "ratePpm", amounts, minimum_subtotals AS "minimumSubtotals", skus,
  starts_at AS "startsAt", ends_at AS "endsAt", max_uses AS "maxUses", max_uses_per_customer AS "maxUsesPerCustomer",
  combinable, active, used, version`;

/** A discount that has not been archived. */
export async function findDiscount(db: Queryable, id: string): Promise<Discount | undefined> {
  const [row] = await db.query<Discount>(`SELECT ${columns} FROM discounts WHERE id = $1 AND archived_at IS NULL`, [
    id,
  ]);
  return row;
}

/** As {@link findDiscount}, and locks it. */
export async function lockDiscount(tx: Transaction, id: string): Promise<Discount | undefined> {
  const [row] = await tx.query<Discount>(
    `SELECT ${columns} FROM discounts WHERE id = $1 AND archived_at IS NULL FOR UPDATE`,
    [id],
  );
  return row;
}

/** By code. */
export const listDiscounts = (
  db: Queryable,
  filter: { active?: boolean | undefined; kind?: Discount['kind'] | undefined },
  after: string | undefined,
  limit: number,
): Promise<Discount[]> =>
  db.query<Discount>(
    `SELECT ${columns} FROM discounts
      WHERE archived_at IS NULL AND code > $1
        AND ($2::boolean IS NULL OR active = $2) AND ($3::text IS NULL OR kind = $3)
      ORDER BY code LIMIT $4`,
    [after ?? '', filter.active ?? null, filter.kind ?? null, limit],
  );

/**
 * Expression for a JSON array of those discounts that orders can use, of `codes`, with how often a customer has. Codes and
 * customer are placeholders of the statement that it becomes part of.
 */
export const offeredDiscounts = (codes: string, customerId: string): string => `
  (SELECT coalesce(json_agg(offered), '[]')
     FROM (SELECT ${columns},
                  coalesce((SELECT c.used FROM discount_customers c
                             WHERE c.customer_id = ${customerId} AND c.discount_id = discounts.id), 0) AS "usedByCustomer"
             FROM discounts WHERE code = ANY (${codes}::text[]) AND archived_at IS NULL AND active) AS offered)`;

/** What staff decide, as values for the statements below; arrays of JSON as text, for `pg` takes them for SQL's. */
const values = (discount: Discount): unknown[] => [
  discount.id,
  discount.code,
  discount.name,
  discount.ratePpm,
  JSON.stringify(discount.amounts),
  JSON.stringify(discount.minimumSubtotals),
  discount.skus,
  discount.startsAt,
  discount.endsAt,
  discount.maxUses,
  discount.maxUsesPerCustomer,
  discount.combinable,
  discount.active,
];

export const insertDiscount = async (tx: Transaction, discount: Discount): Promise<void> => {
  await tx.query(
    `INSERT INTO discounts (
       id, code, name, rate_ppm, amounts, minimum_subtotals, skus, starts_at, ends_at, max_uses, max_uses_per_customer,
       combinable, active, kind)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [...values(discount), discount.kind],
  );
};

/** @returns the new version */
export async function updateDiscount(tx: Transaction, discount: Discount): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `UPDATE discounts
        SET code = $2, name = $3, rate_ppm = $4, amounts = $5, minimum_subtotals = $6, skus = $7, starts_at = $8,
            ends_at = $9, max_uses = $10, max_uses_per_customer = $11, combinable = $12, active = $13,
            version = version + 1, updated_at = now()
      WHERE id = $1 RETURNING version`,
    values(discount),
  );
  return row?.version ?? 0;
}

export const archiveDiscount = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query(
    `UPDATE discounts SET archived_at = now(), active = false, version = version + 1, updated_at = now() WHERE id = $1`,
    [id],
  );
};
