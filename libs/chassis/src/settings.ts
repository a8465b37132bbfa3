import { env } from '@oms/config';
import { logLevels, samplers, type TracingSettings } from '@oms/telemetry';
import * as z from 'zod';
import { allowedOrigins } from './allowed-origins.ts';

const ratio = env.string('OTEL_TRACES_SAMPLER_ARG', {
  default: '1',
  description: 'share of traces that ratio samplers keep',
});

const headerList = env.list('OTEL_EXPORTER_OTLP_HEADERS', { default: '', secret: true });

/** A name of HTTP's form and a percent-encoded value. */
const isHeader = (pair: string): boolean => /^[\w!#$%&'*+.^`|~-]+\s*=([^%]|%[0-9a-f]{2})*$/i.test(pair);

/** Tracing, by the standard names of OpenTelemetry; its exporter reads others of them itself. */
export const tracingSettings = {
  otlpEndpoint: env.optional(
    env.url('OTEL_EXPORTER_OTLP_ENDPOINT', {
      protocols: ['http', 'https'],
      description:
        'a collector that takes OTLP over HTTP, such as http://collector:4318; no spans are kept without one',
    }),
  ),
  otlpHeaders: {
    ...headerList,
    schema: headerList.schema.refine((pairs) => pairs.every(isHeader), 'must be name=value pairs, parted by commas'),
  },
  tracesSampler: env.oneOf('OTEL_TRACES_SAMPLER', samplers, { default: 'parentbased_always_on' }),
  tracesSamplerArg: {
    ...ratio,
    schema: z.string().transform(Number).pipe(z.number('must be between 0 and 1').min(0).max(1)),
  },
  exportDelay: env.integer('OTEL_BSP_SCHEDULE_DELAY', {
    default: 5_000,
    min: 1,
    description: 'milliseconds between two exports',
  }),
};

/** Settings of the servers that a service reaches. Services add their own beside them. */
export const commonSettings = {
  environment: env.oneOf('NODE_ENV', ['development', 'test', 'production'], { default: 'development' }),
  host: env.string('HOST', { default: '0.0.0.0', description: 'address to listen on' }),
  port: env.port('PORT', { default: 8000 }),
  logLevel: env.oneOf('LOG_LEVEL', logLevels, { default: 'info' }),
  logFormat: env.oneOf('LOG_FORMAT', ['json', 'pretty'], { default: 'json' }),
  databaseUrl: env.url('DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
    description: 'postgres://<service>_service:<password>@<host>:5432/oms',
  }),
  databasePoolMax: env.integer('DATABASE_POOL_MAX', { default: 20, min: 2, max: 500 }),
  amqpUrl: env.url('AMQP_URL', {
    protocols: ['amqp', 'amqps'],
    secret: true,
    description: 'amqp://<user>:<password>@<host>:5672',
  }),
  redisUrl: env.url('REDIS_URL', {
    protocols: ['redis', 'rediss'],
    secret: true,
    description: 'redis://:<password>@<host>:6379',
  }),
  tokenIssuer: env.string('TOKEN_ISSUER', { description: 'iss of access tokens' }),
  tokenAudience: env.string('TOKEN_AUDIENCE', { default: 'oms' }),
  /** Seconds between answering 503 to readiness checks and taking no more connections, for the edge to notice. */
  drainDelay: env.duration('DRAIN_DELAY', { default: '0s' }),
  allowedOrigins,
  trustedProxies: env.integer('TRUSTED_PROXIES', {
    default: 1,
    max: 5,
    description: 'proxies whose X-Forwarded-For is believed',
  }),
  ...tracingSettings,
};

/** Where a service that does not issue tokens finds the keys to verify them. */
export const jwksSettings = {
  jwksUrls: env.list('JWKS_URLS', {
    description: 'key sets of the token issuer, such as http://auth:8000/.well-known/jwks.json',
  }),
};

export interface CommonSettings extends TracingSettings {
  environment: 'development' | 'test' | 'production';
  host: string;
  port: number;
  logLevel: (typeof logLevels)[number];
  logFormat: 'json' | 'pretty';
  databaseUrl: string;
  databasePoolMax: number;
  amqpUrl: string;
  redisUrl: string;
  tokenIssuer: string;
  tokenAudience: string;
  drainDelay: number;
  /** Origins whose pages may use the API from their scripts; none unless told. */
  allowedOrigins?: readonly string[];
  trustedProxies: number;
}
