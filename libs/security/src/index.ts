export {
  type AccessTokenClaims,
  clockToleranceSeconds,
  type SigningKey,
  signAccessToken,
} from './access-token.ts';
export { apiKeyHash, apiKeyId, claimsToBeApiKey, newApiKey } from './api-key.ts';
export { can, hasRole, isRecentLogin, recentLoginSeconds } from './guards.ts';
export type { KeySource } from './key-set.ts';
export {
  createPersonKeys,
  createPersonKeyTable,
  dropPersonKeyTable,
  PersonErasedError,
  type PersonKey,
  type PersonKeys,
  sealNewPersonKey,
} from './person-keys.ts';
export type { Principal } from './principal.ts';
export { type Revocation, type RevocationSubject, revocationKeys } from './revocation-entries.ts';
export { createRevocationList, type RevocationList, type RevocationListOptions } from './revocation-list.ts';
export { createRevocationWriter, initialiseRevocations, type RevocationWriter } from './revocation-writer.ts';
export { SealError, type SealingKey, seal, unseal } from './seal.ts';
export { TokenError, type TokenErrorCode } from './token-error.ts';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts';
