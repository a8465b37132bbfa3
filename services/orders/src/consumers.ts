import { apiKeyConsumer } from '@oms/chassis';
import { customerHandlers } from './customers/handlers.ts';

/** The queues of the service and what it does about the events in them. */
export const consumersOf = () => [{ purpose: 'customers', handlers: customerHandlers }, apiKeyConsumer];
