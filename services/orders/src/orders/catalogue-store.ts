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

/** Reads it all in one statement: one round trip and one snapshot. */
export async function loadOffer(
  db: Queryable,
  wanted: {
    skus: readonly string[];
    currency: string;
    country: string;
    shippingMethod: string | undefined;
    discountCodes: readonly string[];
    customerId: string;
    isQuote: boolean;
  },
): Promise<Offer> {
  const [offer] = await db.query<Offer>(
    `SELECT now() AS now, CASE WHEN NOT $7::boolean THEN nextval('order_sequence') END AS sequence,
       (SELECT coalesce(json_agg(json_build_object(
                 'id', p.id, 'sku', p.sku, 'name', p.name, 'active', p.active, 'taxClass', p.tax_class,
                 'price', pr.amount, 'available', s.on_hand - s.reserved)), '[]')
          FROM products p
          JOIN stock s ON s.product_id = p.id
          LEFT JOIN prices pr ON pr.product_id = p.id AND pr.currency = $2
         WHERE p.sku = ANY ($1::text[]) AND p.archived_at IS NULL) AS products,
       (SELECT json_build_object('code', m.code, 'name', m.name, 'taxClass', m.tax_class, 'price', mp.amount)
          FROM shipping_methods m
          LEFT JOIN shipping_prices mp ON mp.shipping_method_id = m.id AND mp.currency = $2
         WHERE m.active AND CASE WHEN $4::text IS NULL THEN mp.amount IS NOT NULL ELSE m.code = $4 END
         ORDER BY m.position, m.code LIMIT 1) AS shipping,
       EXISTS (SELECT FROM shipping_methods WHERE active) AS "isShipped",
       (SELECT coalesce(json_agg(json_build_object('taxClass', tax_class, 'region', region, 'ratePpm', rate_ppm)), '[]')
          FROM tax_rates WHERE country = $3) AS rates,
       ${offeredDiscounts('$6', '$5')} AS discounts,
       json_build_object(
         'email', (SELECT email FROM customers WHERE id = $5),
         'sealedKey', (SELECT sealed_key FROM person_keys WHERE person_id = $5),
         'erased', EXISTS (SELECT 1 FROM erased_customers WHERE id = $5)) AS customer`,
    [
      wanted.skus,
      wanted.currency,
      wanted.country,
      wanted.shippingMethod ?? null,
      wanted.customerId,
      wanted.discountCodes,
      wanted.isQuote,
    ],
  );
  if (!offer) throw new Error('the offer has no row');
  return offer;
}

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
