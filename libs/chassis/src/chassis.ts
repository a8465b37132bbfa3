import { fileURLToPath } from 'node:url';
import { createDatabase, type Database } from '@oms/database';
import { type Broker, connectBroker } from '@oms/events';
import {
  createRevocationList,
  createTokenVerifier,
  type KeySource,
  type RevocationList,
  type TokenVerifier,
} from '@oms/security';
import { createLogger, createMetrics, createTracing, type Logger, type Metrics, type Tracing } from '@oms/telemetry';
import { Redis } from 'ioredis';
import { measurePool } from './pool-metrics.ts';
import type { CommonSettings } from './settings.ts';

export interface ChassisOptions {
  /** Name of the service and of its schema. */
  name: string;
  settings: CommonSettings;
  /** Folder of the service's migrations. */
  migrations: URL;
  /** Key sets to verify tokens with: `http:`, `https:` or, outside production, `file:` URLs. */
  jwksUrls?: readonly string[];
  /** The issuer's own keys, where this service is the issuer. */
  keySources?: (parts: { db: Database; logger: Logger }) => readonly KeySource[];
}

/** What every service is made of, connected but not started. */
export interface Chassis {
  readonly name: string;
  readonly settings: CommonSettings;
  readonly migrationsDirectory: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly db: Database;
  readonly broker: Broker;
  readonly redis: Redis;
  readonly verifier: TokenVerifier;
  readonly revocations: RevocationList;
}

/** @throws {Error} when a setting is one that production must not run with */
export function createChassis(options: ChassisOptions): Chassis {
  const { name, settings, jwksUrls = [], keySources } = options;
  if (settings.environment === 'production' && jwksUrls.some((url) => url.startsWith('file:'))) {
    throw new Error('JWKS_URLS names a file, which is for development only; production reads the issuer over http');
  }
  const logger = createLogger({ service: name, level: settings.logLevel, format: settings.logFormat });
  // The process's own figures are collected once a process, and tests have several services in one.
  const metrics = createMetrics(name, { process: settings.environment !== 'test' });
  const db = createDatabase({
    url: settings.databaseUrl,
    poolMax: settings.databasePoolMax,
    applicationName: name,
    logger,
  });
  measurePool(metrics, db);
  const redis = createRedis(settings.redisUrl, name, logger);
  return {
    name,
    settings,
    migrationsDirectory: fileURLToPath(options.migrations),
    logger,
    metrics,
    tracing: createTracing({ service: name, settings, logger }),
    db,
    redis,
    broker: connectBroker({ url: settings.amqpUrl, logger, connectionName: name }),
    verifier: createTokenVerifier({
      issuer: settings.tokenIssuer,
      audience: settings.tokenAudience,
      jwksUrls,
      keySources: keySources?.({ db, logger }) ?? [],
      logger,
    }),
    revocations: createRevocationList({ redis, logger }),
  };
}

/** A client that reconnects for ever and fails a command rather than keep a request waiting. */
function createRedis(url: string, name: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
    // A server that has vanished without a word is looked for anew, when TCP would wait for it for a quarter of an hour.
    socketTimeout: 3_000,
    // It may only have been slow, and have done what it was asked: who asked has been told that it failed.
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  let lost = false;
  redis.on('error', (error) => {
    if (!lost) logger.warn({ err: error }, 'Redis cannot be reached');
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) logger.info('Redis is back');
    lost = false;
  });
  return redis;
}
