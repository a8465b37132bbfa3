import type { components, problemCodes } from './api.ts';

export type ProblemDetails = components['schemas']['Problem'];
/** `POST /api/v1/orders` and so on. */
export type OperationName = keyof problemCodes;
/** What an operation can be refused with; anything that an operation can, unless one is named. */
export type ProblemCode<Operation extends OperationName = OperationName> = problemCodes[Operation];

/** An answer of 400 or above. Branch on `code`; `detail` is for people. */
export class ProblemError<Code extends string = ProblemCode | 'unreadable_answer'> extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: Code;
  readonly detail: string | undefined;
  /** Names the request to whoever runs the system. */
  readonly requestId: string | undefined;
  /** On 422: what is wrong, field by field. */
  readonly errors: NonNullable<ProblemDetails['errors']>;
  /** All that was answered, with what the problem adds of its own. */
  readonly problem: Readonly<Record<string, unknown>>;
  readonly response: Response;

  constructor(response: Response, problem: Readonly<Record<string, unknown>>) {
    const { title, detail, code, requestId, errors } = problem as Partial<ProblemDetails>;
    super([title ?? `HTTP status ${response.status}`, detail].filter(Boolean).join(': '));
    this.status = response.status;
    this.code = (code ?? 'unreadable_answer') as Code;
    this.detail = detail;
    this.requestId = requestId ?? response.headers.get('X-Request-Id') ?? undefined;
    this.errors = errors ?? [];
    this.problem = problem;
    this.response = response;
  }
}

/**
 * Whether `error` is a problem that `operation` can be refused with:
 * `if (isProblem(error, 'POST /api/v1/orders') && error.code === 'insufficient_stock')`.
 */
export const isProblem = <Operation extends OperationName>(
  error: unknown,
  _operation: Operation,
): error is ProblemError<ProblemCode<Operation>> => error instanceof ProblemError;

/** The problem in an answer; of one that is no problem document (from a proxy, say) its status alone. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => undefined);
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return new ProblemError(response, isObject ? (body as Record<string, unknown>) : {});
}
