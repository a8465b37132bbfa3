import { readFileSync } from 'node:fs';
import { ConfigError, env, readSettings } from '@oms/config';
import { createLogger, logLevels } from '@oms/telemetry';
import { createGateway } from './gateway.ts';
import { LabelsError, readLabels } from './labels.ts';
import type { Upstreams } from './upstreams.ts';

const settings = {
  port: env.port('GATEWAY_PORT', { default: 8080 }),
  host: env.string('GATEWAY_HOST', { default: '127.0.0.1' }),
  upstreams: env.string('UPSTREAMS', { default: '{}', description: 'JSON: {"auth":["http://127.0.0.1:4001"]}' }),
  labelsFile: env.string('LABELS_FILE', { description: 'the Compose file whose labels say the routes' }),
  fallbackUrl: env.optional(env.url('UPSTREAM_URL', { protocols: ['http', 'https'] })),
  logLevel: env.oneOf('LOG_LEVEL', logLevels, { default: 'info' }),
  logFormat: env.oneOf('LOG_FORMAT', ['json', 'pretty'], { default: 'pretty' }),
};

function readUpstreams(text: string): Upstreams {
  const wrong = new ConfigError([
    `UPSTREAMS must be JSON of the form {"auth":["http://127.0.0.1:4001"]} (it is ${JSON.stringify(text.slice(0, 80))})`,
  ]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong;
  }
  const isUrlList = (urls: unknown): boolean =>
    Array.isArray(urls) && urls.every((url) => typeof url === 'string' && URL.canParse(url));
  if (typeof value !== 'object' || value === null || !Object.values(value).every(isUrlList)) throw wrong;
  return value as Upstreams;
}

async function main(): Promise<void> {
  const config = readSettings(process.env, settings);
  const { routers } = readLabels(readFileSync(config.labelsFile, 'utf8'), process.env);
  const logger = createLogger({ service: 'gateway', level: config.logLevel, format: config.logFormat });
  const upstreams = readUpstreams(config.upstreams);
  const gateway = createGateway({ routers, upstreams, fallbackUrl: config.fallbackUrl, logger });
  const { port } = await gateway.listen(config.port, config.host);
  logger.info({ port, services: Object.keys(upstreams) }, 'The gateway listens');

  const stop = (): void => {
    gateway.stop().catch((error: unknown) => logger.error({ err: error }, 'The gateway did not stop in order'));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE' ? `${error.message}; set GATEWAY_PORT to another port` : undefined;
  const known = error instanceof ConfigError || error instanceof LabelsError || error.code === 'ENOENT';
  console.error(taken ?? (known ? error.message : error));
  process.exitCode = 1;
});
