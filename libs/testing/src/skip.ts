import type { Context, Runnable, Suite } from 'mocha';

const reasons = new WeakMap<Runnable | Suite, string>();

/**
 * Skips the test (or, from a `before` hook, the suite) and says why; the test runner shows the reason in its summary.
 *
 *     before(function () { if (!chromium) skipBecause(this, 'no Chromium on this machine'); });
 */
export function skipBecause(context: Context, reason: string): never {
  const runnable = context.test;
  if (runnable)
    reasons.set('type' in runnable && runnable.type === 'hook' && runnable.parent ? runnable.parent : runnable, reason);
  return context.skip();
}

/** Why a test was skipped, as far as it was said. */
export function skipReason(test: Runnable): string | undefined {
  for (let place: Runnable | Suite | undefined = test; place; place = place.parent) {
    const reason = reasons.get(place);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
