import type { Logger } from './logger.ts';
import { currentRequest, runWithRequest } from './request-context.ts';
import { formatTraceparent, newTraceparent, parseTraceparent } from './traceparent.ts';

/** OpenTelemetry's kinds of span: who began it, and who goes on. */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

/** By the names of the semantic conventions, of which nothing may tell who a person is; those undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface SpanOptions {
  kind: SpanKind;
  /** The `traceparent` of what caused it; without one, or with a malformed one, it begins a trace. */
  parent?: string | undefined;
  attributes?: Attributes;
}

export interface Span {
  /** W3C header that makes what is caused by this span its child. */
  readonly traceparent: string;
  rename(name: string): void;
  set(attributes: Attributes): void;
  /** Marks it as failed. @param error an error, whose class is kept and whose words are not, or the name of what went wrong */
  fail(error: unknown): void;
  end(): void;
}

export interface Tracing {
  /** False where no span is kept: then nothing needs to be prepared for one. */
  readonly enabled: boolean;
  /** Connects to the collector, if there is one. */
  start(): Promise<void>;
  begin(name: string, options: SpanOptions): Span;
  /** Hands over what has been kept, and gives up after a few seconds. */
  stop(): Promise<void>;
}

export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** By the names and with the meaning of OpenTelemetry's environment variables. */
export interface TracingSettings {
  /** Base URL of a collector that takes OTLP over HTTP; nothing is kept without one. */
  otlpEndpoint?: string | undefined;
  /** `name=value` pairs sent along to the collector. */
  otlpHeaders?: readonly string[] | undefined;
  tracesSampler?: (typeof samplers)[number];
  /** Share of traces that the ratio samplers keep. */
  tracesSamplerArg?: number;
  /** Milliseconds between two exports. */
  exportDelay?: number;
}

const nothing = (): void => undefined;

/** A span that nobody keeps: whatever it causes has the parent that it has itself. */
const unkept = (parent: string | undefined): Span => {
  const given = parseTraceparent(parent);
  return {
    traceparent: given ? formatTraceparent(given) : newTraceparent(),
    rename: nothing,
    set: nothing,
    fail: nothing,
    end: nothing,
  };
};

/** Keeps no span, and passes on which trace work belongs to. */
export const noTracing: Tracing = {
  enabled: false,
  start: () => Promise.resolve(),
  begin: (_name, { parent }) => unkept(parent),
  stop: () => Promise.resolve(),
};

/** Tracing of one service. Without a collector it is {@link noTracing}; with one, what it takes is loaded when it starts. */
export function createTracing(options: { service: string; settings: TracingSettings; logger: Logger }): Tracing {
  const { service, settings, logger } = options;
  const { otlpEndpoint } = settings;
  if (otlpEndpoint === undefined) return noTracing;
  let exporting = noTracing;
  return {
    enabled: true,
    async start() {
      // A tenth of a second that services without a collector need not spend.
      const { startExporting } = await import('./exporting.ts');
      exporting = startExporting({ service, settings: { ...settings, otlpEndpoint }, logger });
      logger.info({ endpoint: otlpEndpoint }, 'traces are exported');
    },
    begin: (name, span) => exporting.begin(name, span),
    stop: () => exporting.stop(),
  };
}

/** The `traceparent` of the work under way where a span is kept of it: for what is stored for long and needed for spans alone. */
export function sampledTraceparent(): string | undefined {
  const { traceparent } = currentRequest() ?? {};
  return parseTraceparent(traceparent)?.sampled ? traceparent : undefined;
}

/** The work that a span stands for. */
export interface TracedWork extends SpanOptions {
  name: string;
  requestId: string;
}

/**
 * Runs `work` as part of a request in a span of its own, which becomes the parent of what it causes: for what comes into a
 * service other than by HTTP.
 */
export async function runInSpan<T>(
  tracing: Tracing,
  { name, requestId, ...options }: TracedWork,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracing.begin(name, options);
  try {
    return await runWithRequest(contextOf(tracing, requestId, span), () => work(span));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

export const contextOf = (tracing: Tracing, requestId: string, { traceparent }: Span) => ({
  requestId,
  traceparent,
  ...(tracing.enabled && { tracing }),
});

export interface StepOptions extends Omit<SpanOptions, 'parent'> {
  /** Which errors mark the span as failed; all unless told. */
  isFailure?: (error: unknown) => boolean;
}

/**
 * Runs `work` in a span below the request under way, for a step that ends in itself: a transaction, a call to somebody else's
 * server. Outside a traced request it is just run.
 */
export async function traced<T>(
  name: string,
  { isFailure = () => true, ...options }: StepOptions,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const { tracing, traceparent } = currentRequest() ?? {};
  if (!tracing) return work(undefined);
  const span = tracing.begin(name, { ...options, parent: traceparent });
  try {
    return await work(span);
  } catch (error) {
    if (isFailure(error)) span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}
