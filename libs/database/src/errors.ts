interface PostgresError extends Error {
  code?: string;
  constraint?: string;
  table?: string;
  column?: string;
}

const hasCode = (error: unknown, code: string): error is PostgresError =>
  error instanceof Error && (error as PostgresError).code === code;

/** True for SQLSTATE 23505, of `constraint` where one is named. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  hasCode(error, '23505') && (constraint === undefined || error.constraint === constraint);

/** True for SQLSTATE 23502. */
export const isNotNullViolation = (error: unknown, table: string, column: string): boolean =>
  hasCode(error, '23502') && error.table === table && error.column === column;

/** Conflicts of concurrent transactions that a second try resolves: serialization failure and deadlock. */
export const isRetryable = (error: unknown): boolean => hasCode(error, '40001') || hasCode(error, '40P01');

/** SQLSTATE 25P02: an earlier statement of the transaction has failed. */
export const isTransactionAborted = (error: unknown): boolean => hasCode(error, '25P02');

/** SQLSTATE classes 08 (connection) and 57P (shutdown, crash), 53300 (too many connections), and the socket's own errors. */
const connectionCodes = /^(08...|57P0.|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const connectionMessages =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|Client was closed/;

/** True when the server could not be reached or went away: the statement may be tried again on another connection. */
export const isConnectionError = (error: unknown): boolean =>
  error instanceof Error &&
  (connectionCodes.test((error as PostgresError).code ?? '') || connectionMessages.test(error.message));
