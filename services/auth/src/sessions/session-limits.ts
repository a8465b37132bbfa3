import type { Role } from '@oms/contracts';

/** How long a session lasts, in seconds: without use, and altogether. */
export interface SessionLimits {
  idle: number;
  absolute: number;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const customerLimits: SessionLimits = { idle: 7 * day, absolute: 30 * day };

/** ASVS 5, 7.3: shorter for those who can do more. */
const staffLimits: SessionLimits = { idle: 30 * minute, absolute: 12 * hour };

export const sessionLimits = (roles: readonly Role[]): SessionLimits =>
  roles.includes('staff') || roles.includes('admin') ? staffLimits : customerLimits;

/**
 * When a session that began at `startedAt` ends unless it is used, if it is used at `now`. Measured by today's roles: who
 * becomes staff does not keep a customer's month.
 */
export function idleEnd(startedAt: Date, now: Date, roles: readonly Role[]): Date {
  const { idle, absolute } = sessionLimits(roles);
  return new Date(Math.min(now.getTime() + idle * 1000, startedAt.getTime() + absolute * 1000));
}
