import { routesFor } from '@oms/http';
import type { UsersContext } from './context.ts';

/** Declares a route of users. */
export const route = routesFor<UsersContext>();
