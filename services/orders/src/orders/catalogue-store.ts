import type { Queryable } from '@oms/database';
import type { OfferedDiscount } from '../discounts/choose-discounts.ts';
import { offeredDiscounts } from '../discounts/discount-store.ts';
import type { Rate, TaxClass } from '../tax-rates/tax-rate-for.ts';

export interface OfferedProduct {
  id: string;
  sku: string;
  name: string;
  active: boolean;
  taxClass: TaxClass;
  /** Minor units of the wanted currency; null when the product has no price in it. */
  price: number | null;
  available: number;
}

export interface OfferedShipping {
  code: string;
  name: string;
  taxClass: TaxClass;
  /** Null when the method has no price in the wanted currency. */
  price: number | null;
}

/** All that an order's prices and taxes depend on, as it stands at one moment. */
export interface Offer {
  /** The database's clock, which all replicas share. */
  now: string;
  /** Next value of the order sequence; null for a quote, since no rollback would give it back. */
  sequence: number | null;
  products: OfferedProduct[];
  /** The method asked for; without one the first that has a price; null when there is none. */
  shipping: OfferedShipping | null;
  /** Whether there is any method to choose, in whatever currency. */
  isShipped: boolean;
  /** Of the destination's country. */
  rates: Rate[];
  /** Those that were asked for, that there are, and that are active. */
  discounts: OfferedDiscount[];
  customer: {
    /** Null when nothing is known of them. */
    email: string | null;
    /** Their key, which the timeline is encrypted with; null where there is none yet. */
    sealedKey: string | null;
    erased: boolean;
  };
}

/** What an order asks for, as far as an offer depends on it. */
export interface Wanted {
  skus: readonly string[];
  currency: string;
  country: string;
  /** Code of a method. */
  shippingMethod: string | undefined;
  discountCodes: readonly string[];
  customerId: string;
  isQuote: boolean;
}

/**
 * Reads it all in one statement for several orders: one round trip and one snapshot.
 *
 * @returns an offer for each, in their order
 */
export const loadOffers = (db: Queryable, wanted: readonly Wanted[]): Promise<Offer[]> =>
  db.query<Offer>(
    `SELECT now() AS now, CASE WHEN NOT w."isQuote" THEN nextval('order_sequence') END AS sequence,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', p.id, 'sku', p.sku, 'name', p.name, 'active', p.active, 'taxClass', p.tax_class,
                 'price', pr.amount, 'available', s.on_hand - s.reserved)), '[]')
          FROM products p
          JOIN stock s ON s.product_id = p.id
          LEFT JOIN prices pr ON pr.product_id = p.id AND pr.currency = w.currency
         WHERE p.sku = ANY (w.skus) AND p.archived_at IS NULL) AS products,
       (SELECT json_build_object('code', m.code, 'name', m.name, 'taxClass', m.tax_class, 'price', mp.amount)
          FROM shipping_methods m
          LEFT JOIN shipping_prices mp ON mp.shipping_method_id = m.id AND mp.currency = w.currency
         WHERE m.active
           AND CASE WHEN w."shippingMethod" IS NULL THEN mp.amount IS NOT NULL ELSE m.code = w."shippingMethod" END
         ORDER BY m.position, m.code LIMIT 1) AS shipping,
       EXISTS (SELECT FROM shipping_methods WHERE active) AS "isShipped",
       (SELECT coalesce(json_agg(json_build_object('taxClass', tax_class, 'region', region, 'ratePpm', rate_ppm)), '[]')
          FROM tax_rates WHERE country = w.country) AS rates,
       ${offeredDiscounts('w."discountCodes"', 'w."customerId"')} AS discounts,
       json_build_object(
         'email', (SELECT email FROM customers WHERE id = w."customerId"),
         'sealedKey', (SELECT sealed_key FROM person_keys WHERE person_id = w."customerId"),
         'erased', EXISTS (SELECT 1 FROM erased_customers WHERE id = w."customerId")) AS customer
     FROM ROWS FROM (json_to_recordset($1::json) AS (
            skus text[], currency text, country text, "shippingMethod" text, "discountCodes" text[], "customerId" uuid,
            "isQuote" boolean)) WITH ORDINALITY AS w
     ORDER BY w.ordinality`,
    [JSON.stringify(wanted)],
  );

/** What products are sold at now, found by sku or by id; those that are archived are left out. */
export const offeredProducts = (
  db: Queryable,
  wanted: { currency: string; skus: readonly string[]; ids: readonly string[] },
): Promise<OfferedProduct[]> =>
  db.query<OfferedProduct>(
    `SELECT p.id, p.sku, p.name, p.active, p.tax_class AS "taxClass", pr.amount AS price,
            s.on_hand - s.reserved AS available
       FROM products p
       JOIN stock s ON s.product_id = p.id
       LEFT JOIN prices pr ON pr.product_id = p.id AND pr.currency = $1
      WHERE p.archived_at IS NULL AND (p.sku = ANY ($2::text[]) OR p.id = ANY ($3::uuid[]))`,
    [wanted.currency, wanted.skus, wanted.ids],
  );
