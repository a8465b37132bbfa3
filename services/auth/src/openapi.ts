import { deadLetterRoutes, deadLetterTag } from '@oms/chassis';
import { openApiDocument, type Route } from '@oms/http';
import {
  getAccount,
  listAccounts,
  putRoles,
  reactivateAccount,
  revokeAccountSessions,
  suspendAccount,
} from './accounts/admin-routes.ts';
import { getMe, registerAccount, verifyAccountEmail } from './accounts/routes.ts';
import { deleteApiKey, listApiKeys, makeApiKey } from './api-keys/routes.ts';
import { listAuditLog } from './audit/routes.ts';
import type { AuthContext } from './context.ts';
import { changeOwnEmail } from './emails/routes.ts';
import { factorRoutes } from './factors/routes.ts';
import { forwardAuth } from './forward-auth/routes.ts';
import { beginLink, beginOauth, finishOauth, listIdentities, removeIdentity } from './identities/routes.ts';
import { getKeySet } from './keys/routes.ts';
import { askForMagicLink, consumeMagicLink } from './magic-links/routes.ts';
import { pageRoutes } from './pages/routes.ts';
import { signInPageRoutes } from './pages/sign-in-page.ts';
import {
  addPasskey,
  deleteOwnPasskey,
  getPasskeyLoginOptions,
  listPasskeys,
  logInByPasskey,
  passkeyRegistrationOptions,
} from './passkeys/routes.ts';
import { changeOwnPassword, forgotPassword, resetForgottenPassword } from './passwords/routes.ts';
import {
  endOtherSessions,
  endSession,
  listSessions,
  logInWithPassword,
  logOut,
  refreshTokens,
} from './sessions/routes.ts';

/** Every route of auth. */
export const routes: readonly Route<AuthContext>[] = [
  registerAccount,
  verifyAccountEmail,
  logInWithPassword,
  refreshTokens,
  logOut,
  listSessions,
  endSession,
  endOtherSessions,
  forgotPassword,
  resetForgottenPassword,
  changeOwnPassword,
  changeOwnEmail,
  getMe,
  listAccounts,
  getAccount,
  putRoles,
  suspendAccount,
  reactivateAccount,
  revokeAccountSessions,
  listAuditLog,
  makeApiKey,
  listApiKeys,
  deleteApiKey,
  passkeyRegistrationOptions,
  addPasskey,
  listPasskeys,
  deleteOwnPasskey,
  getPasskeyLoginOptions,
  logInByPasskey,
  forwardAuth,
  beginOauth,
  finishOauth,
  beginLink,
  listIdentities,
  removeIdentity,
  ...factorRoutes,
  askForMagicLink,
  consumeMagicLink,
  getKeySet,
  ...pageRoutes,
  ...signInPageRoutes,
];

/** The OpenAPI document of auth. */
export const document = () =>
  openApiDocument(
    {
      service: 'auth',
      title: 'OMS auth',
      description: 'Who you are: accounts, passwords, sessions and tokens.',
      version: '1',
      tags: [
        { name: 'Accounts', description: 'Registering, and the account that is signed in' },
        { name: 'Sessions', description: 'Signing in and out' },
        { name: 'Second factors', description: 'Authenticator apps and recovery codes' },
        { name: 'Passwords', description: 'Forgotten and changed ones' },
        { name: 'API keys', description: 'For programs; good on every service' },
        { name: 'Passkeys', description: 'Signing in without a password' },
        { name: 'Identities', description: 'Logins at other issuers' },
        { name: 'Administration', description: 'Other people’s accounts' },
        { name: 'Tokens', description: 'Keys that verify access tokens' },
        deadLetterTag,
      ],
    },
    [...routes, ...deadLetterRoutes('auth')],
  );
