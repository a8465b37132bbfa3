import { apiKeyUseConsumer } from './api-keys/use.ts';
import { auditConsumer } from './audit/consumer.ts';
import type { AuthContext } from './context.ts';
import { privacyConsumer } from './privacy/handlers.ts';

/** The queues of the service and what it does about the events in them. */
export const consumersOf = (context: AuthContext) => [apiKeyUseConsumer, privacyConsumer(context), auditConsumer];
