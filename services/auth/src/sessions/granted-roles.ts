import type { Role } from '@oms/contracts';

/** Roles that can reach other people's affairs. */
const staffRoles: readonly Role[] = ['staff', 'admin'];

/**
 * The roles of an account that count in a session. Those of staff count only where the person has proved two factors, if that
 * is required (ASVS 5, 6.3.3); what is left is enough to set a second one up.
 *
 * @param amr what the session began with (RFC 8176)
 */
export const grantedRoles = (
  roles: readonly Role[],
  amr: readonly string[],
  { requireStaffMfa }: { requireStaffMfa: boolean },
): Role[] => roles.filter((role) => !requireStaffMfa || !staffRoles.includes(role) || amr.includes('mfa'));
