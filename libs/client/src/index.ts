export type { components, operations, paths } from './api.ts';
export { type Answer, type Client, type ClientOptions, createClient, type MfaChallenge } from './create-client.ts';
export { each, type ListPath } from './pages.ts';
export { isProblem, type OperationName, type ProblemCode, type ProblemDetails, ProblemError } from './problem.ts';
export type { RetryRules } from './retry.ts';
export { memoryTokens, type TokenStore, type Tokens } from './session.ts';
