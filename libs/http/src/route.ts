import type { Readable } from 'node:stream';
import type { Transaction } from '@oms/database';
import type { Principal } from '@oms/security';
import type * as z from 'zod';
import type { Access } from './access.ts';
import type { ProblemDefinition } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface ResponseDefinition {
  description: string;
  /** Schema of a JSON body; none for an empty one. */
  body?: z.ZodType;
  /** Names and descriptions of headers beside the common ones. */
  headers?: Record<string, string>;
  /** Media types besides JSON that the handler may choose to send as `text` or `stream`. */
  types?: readonly string[];
  /** Of text in `types`, by media type; JSON has those of its schema. */
  examples?: Readonly<Record<string, string>>;
}
export type Responses = Readonly<Record<number, ResponseDefinition>>;

/** What is known of the request beyond its validated parts. */
export interface RequestInfo {
  readonly id: string;
  /** Client address as the edge saw it. */
  readonly ip: string;
  header(name: string): string | undefined;
  /** Media type of the body, in lower case and without parameters. */
  readonly mediaType: string | undefined;
  /** The media type that the client wants most (RFC 9110, section 12.5.1), the first where it does not say or wants none. */
  prefers<const Type extends string>(types: readonly [Type, ...Type[]]): Type;
  /** Fires when the client hangs up. */
  readonly signal: AbortSignal;
}

/** The version that If-Match names, or `any` for `*`. */
export type ExpectedVersion = number | 'any';

export interface Input<P, Q, B, Known extends boolean, InTransaction extends boolean> {
  params: P;
  query: Q;
  body: B;
  principal: Known extends true ? Principal : undefined;
  tx: InTransaction extends true ? Transaction : undefined;
  /** Only meaningful on routes with `ifMatch`. */
  expectedVersion: ExpectedVersion;
  /** Whether all that is done is rolled back: what a rollback does not give back is then not to be taken. */
  dryRun: boolean;
  request: RequestInfo;
}

/** A request that is handled together with others. */
export type Joined<I> = Omit<I, 'tx' | 'dryRun'> & {
  /** Runs `work` as part of the request: what it logs and records names it. */
  within<T>(work: () => T): T;
};

/** What a handler gets as `body`: bytes where its route takes them, what the schema makes of the JSON elsewhere. */
type BodyOf<B extends z.ZodType, Raw extends boolean, Types> = Raw extends true
  ? Buffer
  : Types extends readonly string[]
    ? Buffer
    : z.output<B>;

type HeaderValues = Record<string, string | readonly string[]>;

export type Reply<R extends Responses> = {
  [S in keyof R & number]: {
    status: S;
    headers?: HeaderValues;
  } & (R[S] extends { body: infer Body extends z.ZodType }
    ? { body: z.input<Body> } | RawReply
    : { body?: undefined } | RawReply);
}[keyof R & number];

/** Something other than JSON. */
interface RawReply {
  type: string;
  content: string | Buffer | Readable;
}

export interface RouteDefinition<
  Context,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends Responses,
  Known extends boolean,
  InTransaction extends boolean,
  Raw extends boolean,
  Types extends readonly string[] | undefined,
> {
  method: Method;
  /** Express path, `:id` style. */
  path: string;
  /** Unique over all services. */
  operationId: string;
  summary: string;
  description?: string;
  tag: string;
  access: Access<Known>;
  /** Path parameters; one that does not fit is a 404. */
  params?: P;
  query?: Q;
  /** Schema of a JSON body. A route has at most one of this, `rawBody`, `bodyTypes` and `ignoresBody`. */
  body?: B;
  /**
   * Take a body of any type as its bytes, exactly as they were sent: what a provider's signature covers. An empty Buffer
   * where none was sent; 415 for one that is compressed.
   */
  rawBody?: Raw;
  /**
   * Take a body of these media types alone (415 names them), in UTF-8, as its bytes; `request.mediaType` tells which.
   * Whether the text can be stored, and whether it is UTF-8 as it claims to be, is the handler's to check.
   */
  bodyTypes?: Types;
  /** Bytes of body at the most, after decompression; 1 MiB unless told otherwise. */
  bodyLimit?: number;
  /** Take a body of any type and pass over it, for a protocol that sends one which says nothing. */
  ignoresBody?: boolean;
  /** Of bodies that are not JSON, by media type; JSON has those of its schema. */
  examples?: Readonly<Record<string, string>>;
  responses: R;
  /** Problems of this route beside those that its declaration implies. */
  problems?: readonly ProblemDefinition[];
  /** Run the handler in one transaction, rolled back when it throws. */
  transaction?: InTransaction;
  /** Accept `Idempotency-Key`; the key is written in the handler's transaction, so that must be on. */
  idempotent?: boolean;
  /** Accept `?dryRun=true`: the same handler, rolled back, answered with 200. */
  dryRun?: boolean;
  /** Require `If-Match`. */
  ifMatch?: boolean;
  /** Left out of the OpenAPI document: pages for browsers. */
  hidden?: boolean;
  /** It sets or reads cookies of ours: browsers may send and keep them for pages of allowed origins, too. */
  cookies?: boolean;
  handler(
    input: Input<z.output<P>, z.output<Q>, BodyOf<B, Raw, Types>, Known, InTransaction>,
    context: Context,
  ): Promise<Reply<NoInfer<R>>> | Reply<NoInfer<R>>;
  /**
   * Does what `handler` does for several requests with keys in one transaction: those that come while others are at work. It
   * writes nothing for a request that it refuses. Where it throws, each is handled by itself.
   *
   * @returns for each its reply, or what `handler` would have thrown
   */
  together?: {
    /** Whether a request can go together with others; all can unless told. */
    takes?(input: { body: BodyOf<B, Raw, Types> }): boolean;
    handler(
      inputs: readonly Joined<Input<z.output<P>, z.output<Q>, BodyOf<B, Raw, Types>, Known, InTransaction>>[],
      tx: Transaction,
      context: Context,
    ): Promise<(Reply<NoInfer<R>> | Error)[]>;
  };
  /**
   * Runs after the commit and outside of any transaction, for first answers and for those replayed under an Idempotency-Key, not
   * for refusals and dry runs: carries out what the transaction wrote down to be done elsewhere, and answers with the reply
   * brought up to date. What was committed stands: where it throws, the reply is sent as it was, and the failure logged. A client
   * that never hears the answer must miss nothing by it, so whatever it does has to be done by somebody else as well.
   *
   * @param input without the transaction, which is over
   */
  settle?(
    reply: Reply<NoInfer<R>>,
    input: Omit<Input<z.output<P>, z.output<Q>, BodyOf<B, Raw, Types>, Known, InTransaction>, 'tx'>,
    context: Context,
  ): Promise<Reply<NoInfer<R>>>;
}

/** A declared route, its types erased: what the app and the OpenAPI document are made from. */
export type Route<Context> = Omit<
  RouteDefinition<
    Context,
    z.ZodType,
    z.ZodType,
    z.ZodType,
    Responses,
    boolean,
    boolean,
    boolean,
    readonly string[] | undefined
  >,
  'handler' | 'together' | 'settle'
> & {
  handler(input: unknown, context: Context): Promise<AnyReply> | AnyReply;
  together?: {
    takes?(input: unknown): boolean;
    handler(inputs: readonly unknown[], tx: Transaction, context: Context): Promise<(AnyReply | Error)[]>;
  };
  settle?(reply: AnyReply, input: unknown, context: Context): Promise<AnyReply>;
};

export interface AnyReply {
  status: number;
  headers?: HeaderValues;
  body?: unknown;
  type?: string;
  content?: string | Buffer | Readable;
}

/** Whether the handler gets the body as its bytes. */
export const takesBytes = ({ rawBody, bodyTypes }: Pick<Route<never>, 'rawBody' | 'bodyTypes'>): boolean =>
  rawBody === true || bodyTypes !== undefined;

type Nothing = z.ZodType<Record<string, never>>;

/**
 * The function that declares the routes of a service whose handlers get `Context`.
 *
 * @throws {TypeError} when a declaration contradicts itself
 */
export const routesFor =
  <Context>() =>
  <
    const R extends Responses,
    P extends z.ZodType = Nothing,
    Q extends z.ZodType = Nothing,
    B extends z.ZodType = z.ZodUndefined,
    Known extends boolean = boolean,
    InTransaction extends boolean = false,
    Raw extends boolean = false,
    const Types extends readonly string[] | undefined = undefined,
  >(
    definition: RouteDefinition<Context, P, Q, B, R, Known, InTransaction, Raw, Types>,
  ): Route<Context> => {
    const { operationId, idempotent, dryRun, transaction, together, settle, path, params } = definition;
    const { body, rawBody, bodyTypes, ignoresBody } = definition;
    if ([body, rawBody, bodyTypes, ignoresBody].filter(Boolean).length > 1) {
      throw new TypeError(`${operationId}: body, rawBody, bodyTypes and ignoresBody exclude each other`);
    }
    if ((idempotent || dryRun || settle) && !transaction) {
      throw new TypeError(`${operationId}: idempotent, dryRun and settle need transaction`);
    }
    if (together && (!idempotent || settle)) {
      throw new TypeError(`${operationId}: together needs idempotent, and cannot be settled`);
    }
    if (path.includes('/:') !== (params !== undefined)) {
      throw new TypeError(`${operationId}: the path's parameters and params do not agree`);
    }
    return definition as unknown as Route<Context>;
  };
