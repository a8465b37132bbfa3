import { readFileSync } from 'node:fs';
import type { Setting } from './setting.ts';

type Shape = Record<string, Setting<unknown>>;
type Values<S extends Shape> = { [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** Everything that is wrong with the environment, in one error. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((text) => `  - ${text}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** The mark that every secret of the committed `.env` carries, in clear or inside base64url. */
const developmentMark = 'dev-only';

const isDevelopmentSecret = (text: string): boolean =>
  text.includes(developmentMark) || Buffer.from(text, 'base64url').includes(developmentMark);

/**
 * Reads the settings of `shape` from `source`.
 *
 * `<NAME>_FILE` names a file whose content, less its final line break, is the value; giving both is a problem. An empty value is
 * none. With `NODE_ENV=production` a secret that carries the mark of development secrets is refused.
 *
 * @throws {ConfigError} naming every problem at once; it never shows the value of a secret.
 */
export function readSettings<S extends Shape>(source: NodeJS.ProcessEnv, shape: S): Values<S> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  const production = source.NODE_ENV === 'production';
  for (const [key, setting] of Object.entries(shape)) {
    const text = readText(source, setting, problems);
    if (text === undefined) continue;
    if (production && setting.secret && isDevelopmentSecret(text)) {
      problems.push(
        `${setting.name} is a development secret; production needs one of its own (scripts/gen-env makes a set)`,
      );
      continue;
    }
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[key] = parsed.data;
    else {
      const shown = setting.secret ? '' : ` (it is ${JSON.stringify(text.slice(0, 80))})`;
      problems.push(`${setting.name} ${parsed.error.issues.map((issue) => issue.message).join(', ')}${shown}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values<S>;
}

function readText(source: NodeJS.ProcessEnv, setting: Setting<unknown>, problems: string[]): string | undefined {
  const direct = source[setting.name] || undefined;
  const file = source[`${setting.name}_FILE`] || undefined;
  if (direct !== undefined && file !== undefined) {
    problems.push(`${setting.name} and ${setting.name}_FILE are both set; keep one of them`);
    return undefined;
  }
  let given = direct;
  if (file !== undefined) {
    try {
      given = readFileSync(file, 'utf8').replace(/\r?\n$/, '') || undefined;
    } catch (error) {
      problems.push(`${setting.name}_FILE cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }
  const text = given ?? setting.default;
  if (text === undefined && !setting.optional) {
    problems.push(`${setting.name} is not set${setting.description ? ` (${setting.description})` : ''}`);
  }
  return text;
}
