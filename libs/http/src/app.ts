import { type Database, isConnectionError } from '@oms/database';
import type { Principal } from '@oms/security';
import { contextOf, type Logger, type Metrics, noTracing, runWithRequest, type Tracing } from '@oms/telemetry';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import type { OpenAPIV3_1 } from 'openapi-types';
import { answer } from './answer.ts';
import { bodyProblem, bytesBody, jsonBody } from './body.ts';
import { setCommonHeaders } from './common-headers.ts';
import { allowCookies, crossOrigin, isAllowedPreflight } from './cors.ts';
import { execute, waitingRequests } from './execute.ts';
import { type Health, serveHealth } from './health.ts';
import { KnownRequest } from './known-request.ts';
import { problemsOf } from './openapi.ts';
import { Problem } from './problem.ts';
import { problems } from './problems.ts';
import { requestIdOf } from './request-id.ts';
import { type AnyReply, type Route, takesBytes } from './route.ts';
import { type Authenticator, readBearer, requireAccess } from './security.ts';
import { endRequestSpan, requestSpan } from './spans.ts';

export interface AppOptions<Context> {
  routes: readonly Route<Context>[];
  context: Context;
  /** Needed where a route has a transaction. */
  db?: Database;
  /** Needed where a route wants to know its caller. */
  security?: Authenticator;
  health: Health;
  logger: Logger;
  metrics: Metrics;
  /** A span for each request; none unless told. */
  tracing?: Tracing;
  /** Makes what is served at /openapi.json, where there is such a thing. */
  document?: () => OpenAPIV3_1.Document;
  /**
   * Check every reply, and every problem that a handler throws, against its declaration: for tests, which then answer 500 on
   * what was not declared.
   */
  validateReplies?: boolean;
  /** Pages and files, for what no route takes. */
  pages?: RequestHandler;
  /** Proxies between the client and this service whose X-Forwarded-For is believed: 1, the edge. */
  trustedProxies?: number;
  /** Origins of pages elsewhere whose scripts may use the routes (CORS); none unless told. */
  allowedOrigins?: readonly string[];
}

const defaultBodyLimit = 1024 * 1024;

/** What the app notes of a request, in `response.locals`. */
interface RequestNotes {
  id: string;
  /** The path of the route that takes it, or `none`. */
  route: string;
  principal?: Principal;
}

const notesOf = (response: Response): Partial<RequestNotes> => response.locals;
const setCommon = (response: Response): void => setCommonHeaders(response, notesOf(response).id ?? '');

/** The express app of a service: its routes in order, health, metrics and OpenAPI, and problems for everything else. */
export function createApp<Context>(options: AppOptions<Context>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', options.trustedProxies ?? 1);
  app.use(observe(options));
  measureWaiting(options);
  if (options.allowedOrigins?.length) app.use(exceptProbes(crossOrigin(options.allowedOrigins)));
  for (const [path, routes] of byPath(options.routes)) {
    const resource = app.route(path);
    const takesCookies = routes.some(({ cookies }) => cookies);
    resource.all((request, response, next) => {
      notesOf(response).route = path;
      if (takesCookies) allowCookies(response);
      if (isAllowedPreflight(request, response)) {
        setCommon(response);
        response.status(204).end();
      } else next();
    });
    for (const route of routes) {
      resource[route.method](authorize(route, options), readBody(route), serve(route, options));
    }
    resource.all((request) => {
      throw wrongMethod(request.method, routes);
    });
  }
  // Routes are first, and set what they answer with by themselves.
  app.use((_request, response, next) => {
    setCommon(response);
    next();
  });
  serveHealth(app, options.health, options.metrics);
  if (options.document) app.get('/openapi.json', serveDocument(options.document));
  if (options.pages) app.use(options.pages);
  app.use(() => {
    throw new Problem(problems.not_found, { detail: 'There is nothing at this path.' });
  });
  app.use(answerError(options.logger));
  return app;
}

/** Made when it is first asked for: a service that starts has other things to do. */
function serveDocument(document: () => OpenAPIV3_1.Document): RequestHandler {
  let text: string | undefined;
  return (_request, response) => {
    text ??= JSON.stringify(document());
    response.type('json').send(text);
  };
}

const passOver: RequestHandler = (_request, _response, next) => next();

function readBody<Context>(route: Route<Context>): RequestHandler {
  const limit = route.bodyLimit ?? defaultBodyLimit;
  if (route.ignoresBody) return passOver;
  return takesBytes(route) ? bytesBody(limit, route.bodyTypes) : jsonBody(limit);
}

function byPath<Context>(routes: readonly Route<Context>[]): Map<string, Route<Context>[]> {
  const grouped = new Map<string, Route<Context>[]>();
  // Fixed segments before parameters, so that /orders/export is never taken for an order's id.
  const ordered = routes.toSorted((one, other) => (sortKey(one.path) < sortKey(other.path) ? -1 : 1));
  for (const route of ordered) grouped.set(route.path, [...(grouped.get(route.path) ?? []), route]);
  return grouped;
}

const sortKey = (path: string): string => path.replaceAll('/:', '/\uffff');

function wrongMethod<Context>(method: string, routes: readonly Route<Context>[]): Problem {
  const taken = routes.map((route) => route.method.toUpperCase());
  if (taken.includes('GET')) taken.push('HEAD');
  return new Problem(problems.method_not_allowed, {
    detail: `${method} is not taken here, only ${taken.join(', ')}.`,
    headers: { Allow: taken.join(', ') },
  });
}

/** Of who looks after the service, and no part of its API. */
const isProbePath = (path: string): boolean => path.startsWith('/health') || path === '/metrics';

const exceptProbes =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    isProbePath(request.path) ? next() : handler(request, response, next);

/** Gives the request its id and trace, and logs and counts it when it ends. */
function observe<Context>({ logger, metrics, tracing = noTracing }: AppOptions<Context>): RequestHandler {
  const seconds = metrics.histogram('http_request_duration_seconds', 'Time from request to the end of its response', [
    'method',
    'route',
    'status',
  ]);
  return (request, response, next) => {
    const started = performance.now();
    const id = requestIdOf(request.get('x-request-id'));
    const notes = Object.assign(notesOf(response), { id, route: 'none' });
    const isProbe = isProbePath(request.path);
    const span = requestSpan(isProbe ? noTracing : tracing, request, id);
    const work = contextOf(isProbe ? noTracing : tracing, id, span);
    response.on('close', () => {
      const elapsed = performance.now() - started;
      const status = response.writableFinished ? response.statusCode : 499;
      seconds.observe({ method: request.method, route: notes.route, status }, elapsed / 1000);
      endRequestSpan(span, request.method, notes.route, status);
      if (isProbe) return;
      runWithRequest(work, () =>
        logger.info(
          { method: request.method, path: request.path, status, ms: Math.round(elapsed * 10) / 10 },
          'request',
        ),
      );
    });
    runWithRequest(work, next);
  };
}

/** How many requests wait for others to be done, of routes that handle several together. */
function measureWaiting<Context>({ routes, db, metrics }: AppOptions<Context>): void {
  const joining = routes.filter(({ together }) => together);
  if (!db || joining.length === 0) return;
  metrics.gauge(
    'http_waiting_requests',
    'Requests that wait for those before them, to be handled together',
    ['method', 'route'],
    (waiting) => {
      for (const route of joining) {
        waiting.set({ method: route.method.toUpperCase(), route: route.path }, waitingRequests(route, db));
      }
    },
  );
}

function authorize<Context>(route: Route<Context>, { security }: AppOptions<Context>): RequestHandler {
  const { access } = route;
  if (!access.signedIn && !access.optional) return (_request, _response, next) => next();
  if (!security) throw new TypeError(`${route.operationId} needs to know its caller, but the app has no authenticator`);
  return async (request, response, next) => {
    const authorization = request.get('authorization');
    if (access.optional && authorization === undefined) return next();
    const principal = await security.authenticate(readBearer(authorization));
    requireAccess(access, principal, security.revocationsAreKnown(), Date.now());
    notesOf(response).principal = principal;
    next();
  };
}

function serve<Context>(route: Route<Context>, options: AppOptions<Context>): RequestHandler {
  const { context, db, logger, validateReplies } = options;
  const ok = route.responses[200];
  const isNegotiated = ok?.body !== undefined && ok.types !== undefined;
  const hooks = {
    checkReply: validateReplies ? checkReply : () => undefined,
    checkProblem: validateReplies ? checkProblem : () => undefined,
    onParted: ({ operationId }: Route<Context>, err: unknown) =>
      logger.warn({ err, operationId }, 'requests could not be handled together; each is handled by itself'),
    onUnsettled: ({ operationId }: Route<Context>, err: unknown) =>
      logger.error({ err, operationId }, 'an answer could not be brought up to date; it is sent as it was committed'),
  };
  return async (request, response) => {
    const { id = '', principal } = notesOf(response);
    const info = new KnownRequest(request, response, id);
    // Its form is the client's choice, whichever it is this time (RFC 9110, section 12.5.5).
    if (isNegotiated) response.vary('Accept');
    await answer(request, response, await execute(route, request, info, principal, context, db, hooks), id);
  };
}

function checkReply<Context>(route: Route<Context>, reply: AnyReply): void {
  const declared = route.responses[reply.status];
  if (!declared) throw new Error(`${route.operationId} answered ${reply.status}, which it does not declare`);
  const { content, type } = reply;
  const isJson = typeof content === 'string' && type === 'application/json';
  if (content !== undefined && !isJson) return;
  const parsed = declared.body?.safeParse(isJson ? JSON.parse(content) : reply.body);
  if (parsed && !parsed.success) {
    throw new Error(`${route.operationId} answered a body that is not as declared: ${parsed.error.message}`);
  }
}

/** @throws {Error} for a problem of which the route's documentation does not tell */
function checkProblem<Context>(route: Route<Context>, error: unknown): void {
  if (!(error instanceof Problem) || problemsOf(route).some(({ code }) => code === error.definition.code)) return;
  throw new Error(`${route.operationId} answered ${error.definition.code}, which it does not declare`, {
    cause: error,
  });
}

function answerError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    // A client that hangs up in the middle of a stream is no failure of ours; it stands in the log as a request that ended 499.
    if ((error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    const problem = toProblem(error);
    if (problem.definition.status >= 500) logger.error({ err: error, code: problem.definition.code }, 'request failed');
    if (response.headersSent) {
      // Too late for a status: an aborted connection tells the client that the answer is not whole.
      response.destroy();
      return;
    }
    for (const name of ['Content-Disposition', 'ETag', 'Location']) response.removeHeader(name);
    setCommon(response);
    // Who failed to write the head of another answer has named its status already.
    response.statusMessage = '';
    response.status(problem.definition.status).set(problem.headers).type('application/problem+json');
    response.send(JSON.stringify({ ...problem.toJSON(), instance: request.path, requestId: notesOf(response).id }));
  };
}

function toProblem(error: unknown): Problem {
  const known = bodyProblem(error);
  if (known instanceof Problem) return known;
  if (error instanceof URIError)
    return new Problem(problems.bad_request, { detail: 'The path holds a malformed escape.' });
  if (isConnectionError(error)) {
    return new Problem(problems.service_unavailable, {
      detail: 'The database cannot be reached. Try again in a few seconds.',
      headers: { 'Retry-After': '2' },
    });
  }
  return new Problem(problems.internal_error, {
    detail: 'The failure was logged under this requestId; quote it when you report it.',
  });
}
