import type { UsersContext } from './context.ts';
import { profileHandlers } from './profiles/handlers.ts';

/** The queues of the service and what it does about the events in them. */
export const consumersOf = (context: UsersContext) => [{ purpose: 'profiles', handlers: profileHandlers(context) }];
