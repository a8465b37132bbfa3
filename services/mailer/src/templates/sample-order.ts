import type { ConfirmedOrder } from './order-confirmation.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

export const sampleOrder: ConfirmedOrder = {
  id: '019e3d6e-6f00-7c3e-8f00-0242ac120001',
  number: 'A-100042',
  placedAt: '2026-11-21T14:05:00.000Z',
  expiresAt: '2026-11-21T15:05:00.000Z',
  pricesIncludeTax: true,
  lines: [
    {
      sku: 'LAMP-OAK-01',
      name: 'Desk lamp "Lantern" in oiled oak with a linen shade & brass switch',
      quantity: 2,
      unitPrice: eur(7_490),
    },
    {
      sku: 'BULB-E27-4',
      name: 'Light bulb E27, four pieces',
      quantity: 1,
      unitPrice: eur(1_290),
    },
  ],
  totals: {
    subtotal: eur(16_270),
    discount: eur(1_627),
    shipping: eur(490),
    tax: eur(2_416),
    total: eur(15_133),
    due: eur(15_133),
  },
  shippingAddress: {
    name: 'Ada Lovelace',
    line1: 'Linienstraße 12',
    line2: '2. Hinterhof',
    city: 'Berlin',
    postalCode: '10178',
    country: 'DE',
    phone: '+49 30 1234567',
  },
  billingAddress: {
    name: 'Ada Lovelace',
    company: 'Analytical Engines GmbH',
    line1: 'Unter den Linden 1',
    city: 'Berlin',
    postalCode: '10117',
    country: 'DE',
  },
  shippingMethod: { code: 'standard', name: 'Standard' },
  note: 'Please ring twice.',
};
