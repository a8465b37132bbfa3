/** Fields whose values never reach a log, wherever an object carries them. */
const secretFields: ReadonlySet<string> = new Set([
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'refreshToken',
  'accessToken',
  'recoveryCode',
]);
/** Objects within objects that are looked into: as deep as what is logged goes. */
const deepest = 4;
const censor = '[redacted]';

/**
 * `value` without the values of secret fields, as it is written to a log: the same object where it has none, a copy of what has.
 *
 * Each request is logged, so this walks what there is to log once, where the redaction that comes with the logger looks for each
 * field at each depth and takes four times as long as all else.
 */
export function redact<T>(value: T, levels = deepest): T {
  if (levels === 0 || typeof value !== 'object' || value === null || isOpaque(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const kept = secretFields.has(name) ? censor : redact(inner, levels - 1);
    if (kept === inner) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[name] = kept;
  }
  return (copy ?? value) as T;
}

/** What is not written member by member. */
const isOpaque = (value: object): boolean =>
  ArrayBuffer.isView(value) || typeof (value as { toJSON?: unknown }).toJSON === 'function';
