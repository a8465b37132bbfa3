import { commentRoutes } from './comments/routes.ts';
import { discountRoutes } from './discounts/routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { editRoutes } from './edits/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { paymentRoutes } from './payments/routes.ts';
import { productRoutes } from './products/routes.ts';
import { refundRoutes } from './refunds/routes.ts';
import { returnRoutes } from './returns/routes.ts';
import { shipmentRoutes } from './shipments/routes.ts';
import { shippingMethodRoutes } from './shipping-methods/routes.ts';
import { stockRoutes } from './stock/routes.ts';
import { taxRateRoutes } from './tax-rates/routes.ts';
import { timelineRoutes } from './timeline/routes.ts';
import { verificationRoutes } from './verify/routes.ts';
import { deliveryRoutes } from './webhooks/delivery-routes.ts';
import { eventRoutes } from './webhooks/event-routes.ts';
import { subscriptionRoutes } from './webhooks/subscription-routes.ts';

export const routes = [
  ...orderRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...documentRoutes,
  ...timelineRoutes,
  ...verificationRoutes,
  ...editRoutes,
  ...shipmentRoutes,
  ...returnRoutes,
  ...commentRoutes,
  ...productRoutes,
  ...stockRoutes,
  ...shippingMethodRoutes,
  ...taxRateRoutes,
  ...discountRoutes,
  ...subscriptionRoutes,
  ...deliveryRoutes,
  ...eventRoutes,
];
