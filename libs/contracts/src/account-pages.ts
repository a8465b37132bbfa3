/**
 * Pages of auth that links of other services lead to, by their path. In mails the fragment holds `token`, good for one use; that of
 * the sign-in page may hold `to`, the page to go back to.
 */
export const accountPages = {
  magicLink: '/account/magic-link',
  reset: '/account/reset',
  signIn: '/account/sign-in',
  verifyEmail: '/account/verify-email',
} as const;

export type AccountPage = keyof typeof accountPages;
