export { createLogger, type LogFormat, type Logger, type LogLevel, logLevels } from './logger.ts';
export { createMetrics, type Metrics, reportFigure } from './metrics.ts';
export { currentRequest, type RequestContext, runOutsideRequest, runWithRequest } from './request-context.ts';
export { newTraceparent, parseTraceparent } from './traceparent.ts';
export {
  type Attributes,
  contextOf,
  createTracing,
  noTracing,
  runInSpan,
  type Span,
  type SpanKind,
  type SpanOptions,
  sampledTraceparent,
  samplers,
  type TracedWork,
  type Tracing,
  type TracingSettings,
  traced,
} from './tracing.ts';
