import type { useSession } from './session.tsx';

type Session = ReturnType<typeof useSession>;

/** The parts of the console, and whom each is for. */
export const sections: readonly { href: string; title: string; isFor: (session: Session) => boolean }[] = [
  { href: '/console/orders', title: 'Orders', isFor: ({ may }) => may('orders:read') },
  { href: '/console/products', title: 'Products', isFor: ({ may }) => may('stock:write') || may('products:write') },
  { href: '/console/mails', title: 'Mails', isFor: ({ may }) => may('mail:read') },
  { href: '/console/dead-letters', title: 'Dead letters', isFor: ({ isAdmin }) => isAdmin },
  { href: '/console/accounts', title: 'Accounts', isFor: ({ may }) => may('users:read') },
];
