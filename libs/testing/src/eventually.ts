import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `check` holds: calls it again while it throws or returns false, and resolves with what it returns. After
 * `timeoutMs` (default 20 s, which is there against hanging alone) it fails with the last reason. What a busy machine keeps this
 * process from looking does not count.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 20_000, intervalMs = 25 }: { timeoutMs?: number; intervalMs?: number } = {},
): Promise<Exclude<T, false>> {
  let deadline = performance.now() + timeoutMs;
  for (;;) {
    let reason: unknown = 'the condition stayed false';
    try {
      const result = await check();
      if (result !== false) return result as Exclude<T, false>;
    } catch (error) {
      reason = error;
    }
    if (performance.now() >= deadline) {
      if (reason instanceof Error) {
        reason.message = `${reason.message} (after waiting ${timeoutMs} ms)`;
        throw reason;
      }
      throw new Error(`${String(reason)} (after waiting ${timeoutMs} ms)`);
    }
    const pausing = performance.now();
    await delay(intervalMs);
    deadline += Math.max(0, performance.now() - pausing - intervalMs);
  }
}
