import { apiKeyUseConsumer } from './api-keys/use.ts';

/** The queues of the service and what it does about the events in them. */
export const consumersOf = () => [apiKeyUseConsumer];
