/** One kind of failure that the API names: `code` is stable, clients may branch on it. */
export interface ProblemDefinition {
  readonly code: string;
  readonly status: number;
  /** The same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string;
}

export interface FieldError {
  /** JSON Pointer (RFC 6901) into what `in` names. */
  pointer: string;
  in: 'body' | 'query' | 'path' | 'header';
  code: string;
  detail: string;
}

/** Members that say the same in every problem (RFC 9457, section 3.1; `code` and `requestId` are ours). */
type StandardMember = 'type' | 'title' | 'status' | 'detail' | 'instance' | 'code' | 'errors' | 'requestId';

interface Occurrence {
  /** What went wrong this time, and what the reader can do about it. */
  detail?: string;
  errors?: FieldError[];
  /** Further members of the problem object; `status` there is that of HTTP, whatever state a resource is in. */
  extensions?: Record<string, unknown> & { [member in StandardMember]?: never };
  headers?: Record<string, string>;
}

/** Declares problems by code: `{ insufficient_stock: { status: 409, title: 'Not enough stock' } }`. */
export function defineProblems<const C extends string>(
  declared: Record<C, { status: number; title: string }>,
): Record<C, ProblemDefinition> {
  const entries = Object.entries<{ status: number; title: string }>(declared);
  return Object.fromEntries(entries.map(([code, definition]) => [code, { code, ...definition }])) as Record<
    C,
    ProblemDefinition
  >;
}

/** A failure that is answered as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly definition: ProblemDefinition;
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly extensions: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(definition: ProblemDefinition, occurrence: Occurrence = {}) {
    super(occurrence.detail ?? definition.title);
    this.name = 'Problem';
    this.definition = definition;
    this.detail = occurrence.detail;
    this.errors = occurrence.errors;
    this.extensions = occurrence.extensions ?? {};
    this.headers = occurrence.headers ?? {};
  }

  /** The object that is sent. `type` is relative to the gateway, where the page lists every code. */
  toJSON(): Record<string, unknown> {
    const { code, status, title } = this.definition;
    return {
      type: `/docs/problems#${code}`,
      title,
      status,
      code,
      ...(this.detail !== undefined && { detail: this.detail }),
      ...(this.errors !== undefined && { errors: this.errors }),
      ...this.extensions,
    };
  }
}
