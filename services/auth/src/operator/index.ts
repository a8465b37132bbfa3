export { emailAddress } from '../accounts/email-address.ts';
export { createPasswordHasher } from '../passwords/password-hasher.ts';
export { ImportError, importAccounts, readAccounts } from './import-accounts.ts';
export { createAdmin, listKeys, OperatorError, resetPassword, revokeSessions, rotateKeys } from './operate.ts';
