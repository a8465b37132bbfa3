import { type FieldError, invalidFields } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import { chooseDiscounts } from '../discounts/choose-discounts.ts';
import { taxRateFor } from '../tax-rates/tax-rate-for.ts';
import type { Offer, OfferedProduct, OfferedShipping } from './catalogue-store.ts';
import { highestQuantity, type Item, type NewOrder } from './new-order.ts';
import type { OrderRecord } from './order-record.ts';
import { AmountTooLarge, type Pricing, price, type Rounding } from './pricing.ts';
import { fulfillmentMachine, orderMachine, paymentMachine } from './state-machine.ts';

export interface DraftSettings {
  paymentWindowMinutes: number;
  pricesIncludeTax: boolean;
  rounding: Rounding;
  orderNumber: (sequence: number) => string;
}

type PricedProduct = OfferedProduct & { price: number };

/**
 * Makes the order that a request asks for out of what is offered. Reads nothing and changes nothing.
 *
 * @throws {Problem} 422 naming every item, and the shipping method, that cannot be had, or else every such discount; 409 for
 * discounts that are used up
 */
export function draftOrder(
  request: NewOrder,
  items: readonly Item[],
  customer: { id: string; email: string | null },
  offer: Offer,
  settings: DraftSettings,
): OrderRecord {
  const { products, shipping } = chooseFrom(offer, items, request);
  const rateOf = (taxClass: Parameters<typeof taxRateFor>[1]) =>
    taxRateFor(offer.rates, taxClass, request.shippingAddress.region);
  const shippingTaxRatePpm = shipping ? rateOf(shipping.taxClass) : 0;
  const lines = products.map(({ sku, price: unitPrice, taxClass }, index) => ({
    sku,
    unitPrice,
    quantity: items[index]?.quantity ?? 0,
    taxRatePpm: rateOf(taxClass),
  }));
  const discounts = chooseDiscounts(request.discountCodes ?? [], offer.discounts, {
    currency: request.currency,
    now: offer.now,
    lines: lines.map(({ sku, unitPrice, quantity }) => ({ sku, amount: unitPrice * quantity })),
  });
  const priced = priceOrRefuse(() =>
    price({
      pricesIncludeTax: settings.pricesIncludeTax,
      rounding: settings.rounding,
      lines,
      discounts,
      shipping: { price: shipping?.price ?? 0, taxRatePpm: shippingTaxRatePpm },
    }),
  );
  const placedAt = Date.parse(offer.now);
  // Made from the time of placing, so that ids are in its order.
  const id = uuidv7({ msecs: placedAt });
  return {
    id,
    // Quotes that are made at the same time must not wait for each other, so theirs differ too.
    number: offer.sequence === null ? `quote-${id}` : settings.orderNumber(offer.sequence),
    customerId: customer.id,
    email: customer.email,
    status: orderMachine.initial,
    paymentStatus: paymentMachine.initial,
    fulfillmentStatus: fulfillmentMachine.initial,
    currency: request.currency,
    pricesIncludeTax: settings.pricesIncludeTax,
    rounding: settings.rounding,
    subtotal: priced.subtotal,
    discount: priced.discount,
    shipping: priced.shipping,
    shippingTax: priced.shippingTax,
    shippingTaxClass: shipping?.taxClass ?? null,
    shippingTaxRatePpm,
    tax: priced.tax,
    total: priced.total,
    authorized: 0,
    voided: 0,
    paid: 0,
    refunding: 0,
    refunded: 0,
    refundedSurplus: 0,
    discounts: discounts.map((chosen, index) => ({ ...chosen, amount: priced.discounts[index] ?? 0 })),
    shippingMethodCode: shipping?.code ?? null,
    shippingMethodName: shipping?.name ?? null,
    shippingAddress: request.shippingAddress,
    billingAddress: request.billingAddress ?? request.shippingAddress,
    note: request.note ?? null,
    metadata: request.metadata ?? {},
    placedAt: offer.now,
    // What costs nothing is paid.
    expiresAt: priced.total === 0 ? null : new Date(placedAt + settings.paymentWindowMinutes * 60_000).toISOString(),
    updatedAt: offer.now,
    version: 1,
    lines: products.map((product, index) => ({
      id: uuidv7(),
      productId: product.id,
      sku: product.sku,
      name: product.name,
      quantity: items[index]?.quantity ?? 0,
      unitPrice: product.price,
      discount: priced.lines[index]?.discount ?? 0,
      taxClass: product.taxClass,
      taxRatePpm: rateOf(product.taxClass),
      tax: priced.lines[index]?.tax ?? 0,
      total: priced.lines[index]?.total ?? 0,
      shipped: 0,
      delivered: 0,
      returned: 0,
    })),
  };
}

/** The product of each item, in their order, and how they are shipped. */
function chooseFrom(
  { products: offered, shipping, isShipped }: Offer,
  items: readonly Item[],
  { currency, shippingMethod }: NewOrder,
): { products: PricedProduct[]; shipping: (OfferedShipping & { price: number }) | null } {
  const bySku = new Map(offered.map((product) => [product.sku, product]));
  const errors: FieldError[] = [];
  const refuse = (pointer: string, code: string, detail: string) => errors.push({ pointer, in: 'body', code, detail });
  const products: PricedProduct[] = [];
  for (const { sku, quantity, index } of items) {
    const product = bySku.get(sku);
    const pointer = `/items/${index}/sku`;
    if (quantity > highestQuantity) {
      refuse(`/items/${index}/quantity`, 'too_big', `must be at most ${highestQuantity} of one sku`);
    }
    if (!product) refuse(pointer, 'unknown_sku', 'is not the sku of a product');
    else if (!product.active) refuse(pointer, 'not_for_sale', 'cannot be ordered at present');
    else if (product.price === null) refuse(pointer, 'no_price', `has no price in ${currency}`);
    else products.push({ ...product, price: product.price });
  }
  if (shippingMethod !== undefined && !shipping) {
    refuse('/shippingMethod', 'unknown_shipping_method', 'is not the code of a shipping method');
  } else if (shipping && shipping.price === null) {
    refuse('/shippingMethod', 'no_price', `has no price in ${currency}`);
  } else if (!shipping && isShipped) {
    // A shop without any method sends nothing; one with methods sends nothing for free by oversight.
    refuse('/currency', 'no_shipping_price', 'is one in which no shipping method has a price');
  }
  if (errors.length > 0) throw invalidFields(errors);
  return { products, shipping: shipping && { ...shipping, price: shipping.price ?? 0 } };
}

function priceOrRefuse(reckon: () => Pricing): Pricing {
  try {
    return reckon();
  } catch (error) {
    if (!(error instanceof AmountTooLarge)) throw error;
    throw invalidFields([
      { pointer: '/items', in: 'body', code: 'amount_too_large', detail: 'come to more than can be reckoned exactly' },
    ]);
  }
}
