/** What a principal may do beyond its own affairs. */
export const allPermissions = [
  'orders:read',
  'orders:write',
  'products:write',
  'stock:write',
  'payments:write',
  'users:read',
  'users:write',
  'accounts:write',
  'mail:read',
  'mail:write',
  'webhooks:write',
] as const;
export type Permission = (typeof allPermissions)[number];

export const roles = ['customer', 'staff', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Staff run the shop; accounts, mail and outgoing webhooks are an administrator's. */
const permissionsByRole: Readonly<Record<Role, readonly Permission[]>> = {
  customer: [],
  staff: [
    'orders:read',
    'orders:write',
    'products:write',
    'stock:write',
    'payments:write',
    'users:read',
    'users:write',
    'mail:read',
  ],
  admin: allPermissions,
};

/** The permissions of all `held` roles together, in the order of {@link allPermissions}. */
export function permissionsOf(held: readonly Role[]): Permission[] {
  const granted = new Set(held.flatMap((role) => permissionsByRole[role]));
  return allPermissions.filter((permission) => granted.has(permission));
}
