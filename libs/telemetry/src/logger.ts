import { type Logger as PinoLogger, pino } from 'pino';
import { logTime } from './log-time.ts';
import { redact } from './redact.ts';
import { currentRequest } from './request-context.ts';
import { standardOutput } from './standard-output.ts';
import { traceIdOf } from './traceparent.ts';

export type Logger = PinoLogger;
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];
export type LogFormat = 'json' | 'pretty';

/**
 * A logger that writes one JSON object a line to standard output, with the request and trace ids of the work under way, those
 * of a turn of the event loop at once.
 * `pretty` writes one readable line instead, for a person's terminal.
 */
export function createLogger(options: { service: string; level?: LogLevel; format?: LogFormat }): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service: options.service },
    timestamp: logTime(),
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redactedLog,
    },
    serializers: { err: (error: Error) => redact(pino.stdSerializers.err(error)) },
    mixin: requestFields,
  };
  return options.format === 'pretty'
    ? pino(settings, { write: (line) => process.stdout.write(readable(line)) })
    : pino(settings, standardOutput());
}

/** An error is redacted once it has been made an object of: it would no longer be one afterwards. */
function redactedLog(fields: Record<string, unknown>): Record<string, unknown> {
  if (fields.err === undefined) return redact(fields);
  const { err, ...rest } = fields;
  return { ...redact(rest), err };
}

function requestFields(): Record<string, string> {
  const request = currentRequest();
  if (!request) return {};
  const { requestId, traceparent } = request;
  return traceparent === undefined ? { requestId } : { requestId, traceId: traceIdOf(traceparent) };
}

/** One log object as a line for people: time, level, service, message, then what else it holds. */
export function readable(line: string): string {
  const { time, level, service, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const stack = (err as { stack?: string } | undefined)?.stack;
  const clock = String(time).slice(11, 23);
  return `${clock} ${String(level).toUpperCase().padEnd(5)} ${service}: ${msg ?? ''}${more}\n${stack ? `${stack}\n` : ''}`;
}
