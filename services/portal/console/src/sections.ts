import type { useSession } from './session.tsx';

type Session = ReturnType<typeof useSession>;

/** The parts of the console, and whom each is for. */
export const sections: readonly { href: string; title: string; isFor: (session: Session) => boolean }[] = [
  { href: '/console/orders', title: 'Orders', isFor: ({ may }) => may('orders:read') },
];
