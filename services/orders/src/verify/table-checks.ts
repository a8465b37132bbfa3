/** Something that must be true of all rows, as a statement that finds where it is not. */
export interface TableCheck {
  name: string;
  /** What holds, for the reader of a report. */
  claim: string;
  /** Selects `subject` (what is wrong, for people to look up) and `detail` of each that is not as claimed. */
  offenders: string;
}

/** What sums in tables must agree with what they are sums of. */
export const tableChecks: readonly TableCheck[] = [
  {
    name: 'stock_is_its_movements',
    claim: 'what is on hand and reserved of a product is the sum of its movements',
    offenders: `
      SELECT product_id::text AS subject,
             format('on hand %s, movements %s; reserved %s, movements %s', s.on_hand, coalesce(m.on_hand, 0), s.reserved,
                    coalesce(m.reserved, 0)) AS detail
        FROM stock s
        FULL JOIN (SELECT product_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
                     FROM stock_movements GROUP BY product_id) m USING (product_id)
       WHERE (s.on_hand, s.reserved) IS DISTINCT FROM (coalesce(m.on_hand, 0), coalesce(m.reserved, 0))`,
  },
  {
    name: 'stock_is_in_range',
    claim: 'nothing more is reserved than is on hand',
    offenders: `
      SELECT product_id::text AS subject, format('%s of %s reserved', reserved, on_hand) AS detail
        FROM stock WHERE NOT (0 <= reserved AND reserved <= on_hand)`,
  },
  {
    name: 'reservations_are_orders',
    claim: 'what is reserved of a product is what open orders wait for',
    offenders: `
      SELECT product_id::text AS subject,
             format('reserved %s, open orders wait for %s', s.reserved, coalesce(w.pieces, 0)) AS detail
        FROM stock s
        FULL JOIN (SELECT l.product_id, sum(l.quantity - l.shipped) AS pieces
                     FROM order_lines l JOIN orders o ON o.id = l.order_id
                    WHERE o.status IN ('pending', 'confirmed', 'completed') GROUP BY l.product_id) w USING (product_id)
       WHERE s.reserved IS DISTINCT FROM coalesce(w.pieces, 0)`,
  },
  {
    name: 'lines_are_parcels_and_returns',
    claim:
      'what is shipped, delivered and returned of a line is the sum of its shipments and returns, and no more is to be returned',
    offenders: `
      SELECT o.number AS subject,
             format('line %s: shipped %s/%s, delivered %s/%s, returned %s/%s, in open returns %s', l.sku, l.shipped, s.shipped,
                    l.delivered, s.delivered, l.returned, r.returned, r.returning) AS detail
        FROM orders o
        JOIN order_lines l ON l.order_id = o.id
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(quantity), 0) AS shipped, coalesce(sum(quantity) FILTER (WHERE status = 'delivered'), 0) AS delivered
            FROM shipments JOIN shipment_lines ON shipment_id = id
           WHERE order_id = o.id AND line_id = l.id AND status <> 'canceled') s
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(received), 0) AS returned,
                 coalesce(sum(quantity) FILTER (WHERE status IN ('requested', 'approved')), 0) AS returning
            FROM returns JOIN return_lines ON return_id = id
           WHERE order_id = o.id AND line_id = l.id) r
       WHERE (l.shipped, l.delivered, l.returned) IS DISTINCT FROM (s.shipped, s.delivered, r.returned)
          OR l.returned + r.returning > l.shipped`,
  },
  {
    name: 'balances_are_the_ledger',
    claim: 'the money of an order, and of each of its payments, is the sum of the payment ledger',
    offenders: `
      SELECT coalesce(o.number, b.order_id::text) AS subject,
             format('authorized %s/%s, voided %s/%s, paid %s/%s, refunded %s/%s', o.authorized, b.authorized, o.voided, b.voided,
                    o.paid, b.captured, o.refunded, b.refunded) AS detail
        FROM orders o
        FULL JOIN (SELECT order_id, sum(authorized_delta) AS authorized, sum(voided_delta) AS voided,
                          sum(captured_delta) AS captured, sum(refunded_delta) AS refunded
                     FROM payment_ledger GROUP BY order_id) b ON b.order_id = o.id
       WHERE (o.authorized, o.voided, o.paid, o.refunded)
             IS DISTINCT FROM (coalesce(b.authorized, 0), coalesce(b.voided, 0), coalesce(b.captured, 0), coalesce(b.refunded, 0))
      UNION ALL
      SELECT coalesce(p.id, b.payment_id)::text,
             format('payment: authorized %s/%s, voided %s/%s, captured %s/%s, refunded %s/%s', p.authorized, b.authorized, p.voided,
                    b.voided, p.captured, b.captured, p.refunded, b.refunded)
        FROM payments p
        FULL JOIN (SELECT payment_id, sum(authorized_delta) AS authorized, sum(voided_delta) AS voided,
                          sum(captured_delta) AS captured, sum(refunded_delta) AS refunded
                     FROM payment_ledger GROUP BY payment_id) b ON b.payment_id = p.id
       WHERE (p.authorized, p.voided, p.captured, p.refunded)
             IS DISTINCT FROM (coalesce(b.authorized, 0), coalesce(b.voided, 0), coalesce(b.captured, 0), coalesce(b.refunded, 0))`,
  },
  {
    name: 'refunds_are_counted',
    claim:
      'what is on its way back or was paid back, and what of it took nothing off the order, is what providers were asked for',
    offenders: `
      SELECT o.number AS subject,
             format('on its way %s/%s, paid back %s/%s', o.refunding, r.pending, o.refunded, r.succeeded) AS detail
        FROM orders o
        LEFT JOIN (SELECT order_id, coalesce(sum(amount) FILTER (WHERE status = 'pending'), 0) AS pending,
                          coalesce(sum(amount) FILTER (WHERE status = 'succeeded'), 0) AS succeeded
                     FROM payment_operations WHERE kind = 'refund' GROUP BY order_id) r ON r.order_id = o.id
       WHERE (o.refunding, o.refunded) IS DISTINCT FROM (coalesce(r.pending, 0), coalesce(r.succeeded, 0))
      UNION ALL
      SELECT o.number, format('paid back without a credit %s/%s', o.refunded_surplus, coalesce(s.surplus, 0))
        FROM orders o
        LEFT JOIN (SELECT r.order_id, sum(greatest(0, p.paid - (r.amount - r.surplus))) AS surplus
                     FROM refunds r
                     JOIN (SELECT refund_id, sum(amount) AS paid FROM payment_operations
                            WHERE kind = 'refund' AND status = 'succeeded' GROUP BY refund_id) p ON p.refund_id = r.id
                    GROUP BY r.order_id) s ON s.order_id = o.id
       WHERE o.refunded_surplus <> coalesce(s.surplus, 0)`,
  },
  {
    name: 'refunds_are_their_parts',
    claim:
      'a refund that was paid out is what its payments paid, one on its way waits for one, and one that failed paid nothing',
    offenders: `
      SELECT r.id::text AS subject,
             format('%s over %s: parts paid %s, on their way %s', r.status, r.amount, coalesce(p.paid, 0), coalesce(p.pending, 0)) AS detail
        FROM refunds r
        LEFT JOIN (SELECT refund_id, sum(amount) FILTER (WHERE status = 'succeeded') AS paid,
                          sum(amount) FILTER (WHERE status = 'pending') AS pending
                     FROM payment_operations WHERE kind = 'refund' GROUP BY refund_id) p ON p.refund_id = r.id
       WHERE NOT CASE r.status
               WHEN 'succeeded' THEN p.pending IS NULL AND p.paid IS NOT DISTINCT FROM r.amount
               WHEN 'pending' THEN coalesce(p.pending > 0, false)
               ELSE p.paid IS NULL AND p.pending IS NULL END
      UNION ALL
      SELECT p.id::text, format('payment: on its way %s/%s', p.refunding, coalesce(o.pending, 0))
        FROM payments p
        LEFT JOIN (SELECT payment_id, sum(amount) AS pending FROM payment_operations
                    WHERE kind = 'refund' AND status = 'pending' GROUP BY payment_id) o ON o.payment_id = p.id
       WHERE p.refunding <> coalesce(o.pending, 0)`,
  },
  {
    name: 'invoices_are_orders',
    claim:
      'the invoice of an order that stands is over what it costs and was paid, credit notes take off it what was paid back of that, and what is canceled is credited whole',
    offenders: `
      WITH invoices AS (
        SELECT i.order_id, i.number, i.revision, i.amount, (i.snapshot->>'tax')::bigint AS tax, coalesce(c.amount, 0) AS credited,
               coalesce(c.tax, 0) AS credited_tax, coalesce(c.canceled, false) AS canceled
          FROM documents i
          LEFT JOIN (SELECT order_id, revision, sum(amount) AS amount, sum((snapshot->>'tax')::bigint) AS tax,
                            bool_or(refund_id IS NULL) AS canceled
                       FROM documents WHERE kind = 'credit_note' GROUP BY order_id, revision) c
                 ON c.order_id = i.order_id AND c.revision = i.revision
         WHERE i.kind = 'invoice'),
      paid_back AS (
        SELECT order_id, coalesce(sum(amount - surplus) FILTER (WHERE status = 'succeeded'), 0) AS now,
               -- What was credited and could not be paid out stays credited.
               coalesce(sum(amount - surplus) FILTER (WHERE status <> 'pending'), 0) AS ever
          FROM refunds GROUP BY order_id)
      SELECT o.number AS subject,
             format('invoice %s over %s, tax %s, of which %s is credited; the order costs %s, tax %s, was paid %s, paid back %s',
                    i.number, i.amount, i.tax, i.credited, o.total, o.tax, o.paid, coalesce(b.now, 0)) AS detail
        FROM invoices i
        JOIN orders o ON o.id = i.order_id
        LEFT JOIN paid_back b ON b.order_id = o.id
       WHERE NOT i.canceled
         AND ((i.amount, i.tax) <> (o.total, o.tax) OR o.paid < o.total OR i.credited_tax > i.tax
              OR i.credited NOT BETWEEN coalesce(b.now, 0) AND least(i.amount, coalesce(b.ever, 0)))
      UNION ALL
      SELECT i.number, format('canceled, and %s of %s is credited, tax %s of %s', i.credited, i.amount, i.credited_tax, i.tax)
        FROM invoices i WHERE i.canceled AND (i.credited, i.credited_tax) <> (i.amount, i.tax)
      UNION ALL
      SELECT o.number, 'was invoiced and is paid, and no invoice stands'
        FROM orders o
        JOIN (SELECT order_id FROM invoices GROUP BY order_id HAVING bool_and(canceled)) c ON c.order_id = o.id
       WHERE o.status IN ('confirmed', 'completed') AND o.paid >= o.total`,
  },
  {
    name: 'documents_have_no_gaps',
    claim: 'invoices and credit notes are numbered without a gap',
    offenders: `
      SELECT coalesce(n.series, d.series) AS subject,
             format('%s issued, numbers %s to %s, the last given is %s', d.issued, d.first, d.last, n.last) AS detail
        FROM document_numbers n
        FULL JOIN (SELECT series, count(*) AS issued, min(position) AS first, max(position) AS last
                     FROM documents GROUP BY series) d ON d.series = n.series
       WHERE (d.issued, d.first, d.last) IS DISTINCT FROM (n.last, 1::bigint, n.last)`,
  },
  {
    name: 'totals_are_lines',
    claim: 'the totals of an order are the sums of its lines and shipping',
    offenders: `
      SELECT o.number AS subject,
             format('subtotal %s/%s, discount %s/%s, tax %s/%s, total %s/%s', o.subtotal, l.subtotal, o.discount, l.discount,
                    o.tax, l.tax + o.shipping_tax, o.total, l.total + o.shipping) AS detail
        FROM orders o
        LEFT JOIN (SELECT order_id, sum(unit_price * quantity) AS subtotal, sum(discount) AS discount, sum(tax) AS tax,
                          sum(total) AS total
                     FROM order_lines GROUP BY order_id) l ON l.order_id = o.id
       WHERE (o.subtotal, o.discount, o.tax, o.total)
             IS DISTINCT FROM (l.subtotal, l.discount, l.tax + o.shipping_tax, l.total + o.shipping)`,
  },
  {
    name: 'discounts_are_taken_off',
    claim: 'the discount of an order is what its codes take off its lines',
    offenders: `
      SELECT o.number AS subject, format('discount %s, codes %s', o.discount, coalesce(c.amount, 0)) AS detail
        FROM orders o
       CROSS JOIN LATERAL (SELECT sum((code ->> 'amount')::bigint) AS amount
                             FROM jsonb_array_elements(o.discounts) AS code
                            WHERE code ->> 'kind' <> 'free_shipping') c
       WHERE o.discount <> coalesce(c.amount, 0)`,
  },
  {
    name: 'discounts_are_used_by_orders',
    claim: 'a discount is used as often as orders have it that were not given up',
    offenders: `
      SELECT d.code AS subject,
             format('used %s, uses %s, orders %s', d.used, coalesce(u.uses, 0), coalesce(o.orders, 0)) AS detail
        FROM discounts d
        LEFT JOIN (SELECT discount_id AS id, count(*) AS uses FROM discount_uses GROUP BY discount_id) u USING (id)
        LEFT JOIN (SELECT (code ->> 'discountId')::uuid AS id, count(*) AS orders
                     FROM orders CROSS JOIN LATERAL jsonb_array_elements(discounts) AS code
                    WHERE status NOT IN ('canceled', 'expired') GROUP BY 1) o USING (id)
       WHERE d.used <> coalesce(u.uses, 0) OR d.used <> coalesce(o.orders, 0)`,
  },
  {
    name: 'every_version_is_told',
    claim: 'an order’s version is that of its last entry in the timeline, which has no gaps',
    offenders: `
      SELECT o.number AS subject,
             format('version %s, entries %s from %s to %s', o.version, t.entries, t.first, t.last) AS detail
        FROM orders o
        LEFT JOIN (SELECT order_id, count(*) AS entries, min(version) AS first, max(version) AS last
                     FROM order_timeline GROUP BY order_id) t ON t.order_id = o.id
       WHERE o.timeline_hash IS NOT NULL
         AND (t.last IS DISTINCT FROM o.version OR t.entries IS DISTINCT FROM t.last - t.first + 1)`,
  },
];
