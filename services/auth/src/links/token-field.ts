import * as z from 'zod';

/** A token out of a mailed link, or a refresh token. What is not one of ours is told apart by not being found. */
export const tokenField = z.string().min(1).max(200);
