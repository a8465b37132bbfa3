import { routesFor } from '@oms/http';
import type { AuthContext } from './context.ts';

/** Declares a route of auth. */
export const route = routesFor<AuthContext>();
