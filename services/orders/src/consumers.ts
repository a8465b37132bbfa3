import { apiKeyConsumer } from '@oms/chassis';
import type { OrdersContext } from './context.ts';
import { customerHandlers } from './customers/handlers.ts';
import { privacyConsumer } from './privacy/handlers.ts';

/** The queues of the service and what it does about the events in them. */
export const consumersOf = (context: Pick<OrdersContext, 'db' | 'personKeys' | 'announce'>) => [
  { purpose: 'customers', handlers: customerHandlers },
  privacyConsumer(context),
  apiKeyConsumer,
];
