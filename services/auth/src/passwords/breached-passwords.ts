import { createHash } from 'node:crypto';
import type { Logger, Metrics } from '@oms/telemetry';
import type { IsBreached } from './password-policy.ts';

/** Milliseconds that somebody who chooses a password is kept waiting at the most. */
const timeoutMs = 1_000;

/** Bytes; a padded range has about 50 kB. */
const maximumBytes = 1024 * 1024;

/** Hexadecimal digits of the hash that are told: of each range there are hundreds of passwords (k-anonymity). */
const prefixLength = 5;

export interface RangeOptions {
  /** Where ranges are, without the prefix: `https://api.pwnedpasswords.com/range`, or a copy of one's own. */
  url: string;
  /** Judges before the look-up, and alone when that cannot be made. */
  bundled: IsBreached;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Looks passwords up among those of known breaches (ASVS 5, 6.2.12; NIST SP 800-63B-4, 3.1.1.2) by the range API of Have I
 * Been Pwned: five digits of the SHA-1 hash are sent, and the answer is padded, so that neither the service nor who listens
 * learns the password. When the service cannot be reached the bundled list decides: an outage keeps nobody out.
 */
export function createBreachedPasswords({ url, bundled, logger, metrics }: RangeOptions): IsBreached {
  const lookUps = metrics.counter('auth_breached_password_lookups_total', 'Passwords looked up in ranges, by outcome', [
    'outcome',
  ]);
  const base = url.replace(/\/+$/, '');
  let failing = false;

  return async (password) => {
    if (await bundled(password)) return true;
    const digest = createHash('sha1').update(password).digest('hex').toUpperCase();
    try {
      const range = await fetchRange(`${base}/${digest.slice(0, prefixLength)}`);
      failing = false;
      const found = holds(range, digest.slice(prefixLength));
      lookUps.inc({ outcome: found ? 'found' : 'not_found' });
      return found;
    } catch (err) {
      lookUps.inc({ outcome: 'failed' });
      if (!failing) logger.warn({ err }, 'breached passwords cannot be looked up; the bundled list decides meanwhile');
      failing = true;
      return false;
    }
  };
}

async function fetchRange(url: string): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { 'add-padding': 'true', accept: 'text/plain', 'user-agent': 'OMS' },
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the range look-up answered ${response.status}`);
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maximumBytes) throw new Error(`the range is larger than ${maximumBytes} bytes`);
  }
  return text;
}

/** Lines are `<rest of the hash>:<times seen>`; those that pad the answer have been seen 0 times. */
const holds = (range: string, suffix: string): boolean =>
  range.split(/\r?\n/).some((line) => {
    const [rest, seen] = line.trim().split(':');
    return rest?.toUpperCase() === suffix && Number(seen) > 0;
  });
