import * as z from 'zod';

/** One named value of the environment: how it is read, what it falls back to, whether it is a secret. */
export interface Setting<T> {
  readonly name: string;
  readonly description: string;
  readonly secret: boolean;
  /** Text parsed as if it stood in the environment; `undefined` makes the setting required. */
  readonly default: string | undefined;
  /** An absent value is `undefined` instead of a problem. */
  readonly optional: boolean;
  readonly schema: z.ZodType<T, string>;
}

interface Options {
  description?: string;
  default?: string | number | boolean;
  secret?: boolean;
}

function declare<T>(name: string, schema: z.ZodType<T, string>, options: Options): Setting<T> {
  return {
    name,
    description: options.description ?? '',
    secret: options.secret ?? false,
    default: options.default === undefined ? undefined : String(options.default),
    optional: false,
    schema,
  };
}

const booleans: Record<string, boolean> = { true: true, '1': true, yes: true, false: false, '0': false, no: false };
const secondsPerUnit: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Declarations of settings. Every one also accepts `<NAME>_FILE`, the path of a file that holds the value. */
export const env = {
  string: (name: string, options: Options & { minLength?: number; pattern?: RegExp } = {}): Setting<string> => {
    let schema = z.string().min(options.minLength ?? 1, `must have at least ${options.minLength ?? 1} characters`);
    if (options.pattern) schema = schema.regex(options.pattern, `must match ${options.pattern}`);
    return declare(name, schema, options);
  },
  integer: (name: string, options: Options & { min?: number; max?: number } = {}): Setting<number> => {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
    const schema = z
      .string()
      .regex(/^-?\d+$/, 'must be a whole number')
      .transform(Number)
      .refine((value) => value >= min && value <= max, `must be between ${min} and ${max}`);
    return declare(name, schema, options);
  },
  /** A TCP port; 0 lets the operating system choose. */
  port: (name: string, options: Options = {}): Setting<number> =>
    env.integer(name, { ...options, min: 0, max: 65_535 }),
  boolean: (name: string, options: Options = {}): Setting<boolean> =>
    declare(
      name,
      z.string().transform((text, context) => {
        const value = booleans[text.toLowerCase()];
        if (value !== undefined) return value;
        context.addIssue({ code: 'custom', message: 'must be true or false' });
        return z.NEVER;
      }),
      options,
    ),
  /** An absolute URL of one of the given protocols, kept as the text it was given as. */
  url: (name: string, options: Options & { protocols?: string[] } = {}): Setting<string> =>
    declare(
      name,
      z.string().refine(
        (text) => {
          const url = URL.canParse(text) ? new URL(text) : undefined;
          return url !== undefined && (!options.protocols || options.protocols.includes(url.protocol.slice(0, -1)));
        },
        options.protocols ? `must be a URL that begins with ${options.protocols.join(':// or ')}://` : 'must be a URL',
      ),
      options,
    ),
  oneOf: <const V extends string>(name: string, values: readonly V[], options: Options = {}): Setting<V> =>
    declare(name, z.enum(values, `must be one of ${values.join(', ')}`) as unknown as z.ZodType<V, string>, options),
  /** An IANA time zone. */
  timeZone: (name: string, options: Options = {}): Setting<string> =>
    declare(name, z.string().refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin'), options),
  /** Values parted by commas; blanks around them and empty ones are dropped. */
  list: (name: string, options: Options = {}): Setting<string[]> =>
    declare(
      name,
      z.string().transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ),
      options,
    ),
  /** A length of time such as `30s`, `10m`, `12h` or `30d`, as seconds. */
  duration: (name: string, options: Options = {}): Setting<number> =>
    declare(
      name,
      z
        .string()
        .regex(/^\d+[smhd]$/, 'must be a length of time such as 30s, 10m, 12h or 30d')
        .transform((text) => Number(text.slice(0, -1)) * (secondsPerUnit[text.slice(-1)] ?? 1)),
      options,
    ),
  /** A 256-bit key as 43 characters of base64url (RFC 4648, section 5), as a Buffer of 32 bytes. */
  key256: (name: string, options: Options = {}): Setting<Buffer> =>
    declare(
      name,
      z
        .string()
        .transform((text) => Buffer.from(text, 'base64url'))
        .refine(
          (key) => key.length === 32,
          'must be 32 bytes in base64url; make one with: openssl rand -base64 32 | tr "+/" "-_" | tr -d "="',
        ),
      { ...options, secret: true },
    ),
  optional: <T>(setting: Setting<T>): Setting<T | undefined> => ({ ...setting, optional: true }),
};
