import { hostname } from 'node:os';
import {
  type AttributeValue,
  type Context,
  SpanKind as Kind,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { Attributes, Span, SpanKind, Tracing, TracingSettings } from './tracing.ts';

/** Spans that wait to be exported, at the most: what a collector that is down or slow costs. Later ones are dropped. */
const maxWaiting = 4_096;
/** Milliseconds that an export may take, its retries included. */
const exportTimeoutMs = 10_000;
/** Milliseconds that a stop waits for the last export. */
const stopPatienceMs = 3_000;

const kinds: Record<SpanKind, Kind> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
};

interface ExportingOptions {
  service: string;
  settings: TracingSettings & { otlpEndpoint: string };
  logger: Logger;
}

/**
 * Spans by OpenTelemetry's SDK, exported in batches beside the work they stand for. Nothing is registered for the whole process,
 * in which several services may run, and no library is patched.
 */
export function startExporting({ service, settings, logger }: ExportingOptions): Tracing {
  const { otlpEndpoint, otlpHeaders = [], exportDelay = 5_000 } = settings;
  const exporter = new OTLPTraceExporter({
    url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: headersOf(otlpHeaders),
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new TracerProvider({
    sampler: samplerOf(settings),
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'oms',
      'service.instance.id': `${hostname()}:${process.pid}`,
    }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: complaining(exporter, logger),
        scheduledDelayMillis: exportDelay,
        maxQueueSize: maxWaiting,
        exportTimeoutMillis: exportTimeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('oms');
  return {
    enabled: true,
    start: () => Promise.resolve(),
    begin: (name, { kind, parent, attributes = {} }) =>
      spanOf(tracer, name, { kind: kinds[kind], attributes: known(attributes) }, contextOf(parent, kind)),
    async stop() {
      const timer = Promise.withResolvers<void>();
      const patience = setTimeout(timer.resolve, stopPatienceMs);
      // What becomes of the last export the exporter has said already.
      await Promise.race([provider.shutdown().catch(() => undefined), timer.promise]);
      clearTimeout(patience);
    },
  };
}

function spanOf(
  tracer: Tracer,
  name: string,
  options: { kind: Kind; attributes: Record<string, AttributeValue> },
  context: Context,
): Span {
  const span: OtelSpan = tracer.startSpan(name, options, context);
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: formatTraceparent({ traceId, parentId: spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }),
    rename: (given) => span.updateName(given),
    set: (attributes) => span.setAttributes(known(attributes)),
    fail: (error) => {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', error instanceof Error ? error.name : String(error));
    },
    end: () => span.end(),
  };
}

/** Steps that end in themselves are below what this process does; everything else comes from elsewhere. */
const isLocal = (kind: SpanKind): boolean => kind === 'client' || kind === 'internal';

function contextOf(traceparent: string | undefined, kind: SpanKind): Context {
  const parent = parseTraceparent(traceparent);
  if (!parent) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: parent.traceId,
    spanId: parent.parentId,
    traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: !isLocal(kind),
  });
}

const known = (attributes: Attributes): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Record<
    string,
    AttributeValue
  >;

function samplerOf({ tracesSampler = 'parentbased_always_on', tracesSamplerArg = 1 }: TracingSettings): Sampler {
  const [, root = tracesSampler] = tracesSampler.split('parentbased_');
  const own =
    root === 'always_on'
      ? new AlwaysOnSampler()
      : root === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(tracesSamplerArg);
  return root === tracesSampler ? own : new ParentBasedSampler({ root: own });
}

/** Pairs of W3C Baggage's form, as OpenTelemetry gives headers in its environment variables. */
const headersOf = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim(), decodeURIComponent(value.join('=').trim())];
    }),
  );

/** Says once that the collector does not take what it is sent, and once that it does again. */
function complaining(exporter: SpanExporter, logger: Logger): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== 0;
        if (failed && !failing) logger.warn({ err: result.error }, 'traces cannot be exported; those of now are lost');
        if (!failed && failing) logger.info('traces are exported again');
        failing = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
