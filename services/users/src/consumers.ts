import { apiKeyConsumer } from '@oms/chassis';
import type { UsersContext } from './context.ts';
import { erasureHandlers } from './erasures/handlers.ts';
import { exportHandlers } from './exports/handlers.ts';
import { preferenceHandlers } from './preferences/handlers.ts';
import { profileHandlers } from './profiles/handlers.ts';

/** The queues of the service and what it does about the events in them. */
export const consumersOf = (context: UsersContext) => [
  { purpose: 'profiles', handlers: [...profileHandlers(context), ...preferenceHandlers(context)] },
  { purpose: 'privacy', handlers: [...exportHandlers(context), ...erasureHandlers(context)] },
  apiKeyConsumer,
];
