import { discountRoutes } from './discounts/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { productRoutes } from './products/routes.ts';
import { shippingMethodRoutes } from './shipping-methods/routes.ts';
import { stockRoutes } from './stock/routes.ts';
import { taxRateRoutes } from './tax-rates/routes.ts';

export const routes = [
  ...orderRoutes,
  ...productRoutes,
  ...stockRoutes,
  ...shippingMethodRoutes,
  ...taxRateRoutes,
  ...discountRoutes,
];
