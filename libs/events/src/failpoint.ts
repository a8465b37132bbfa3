/** A moment in which a process can be made to die, so that tests meet what chance seldom hits. */
export type Failpoint = (typeof failpoints)[number];

export const failpoints = [
  /** A transaction that recorded events has committed; nobody has been told, the relay has not been woken. */
  'outbox.committed',
  /** The broker has the event; the relay has not noted it. */
  'relay.published',
  /** The relay knows that the broker has events; they are in the outbox still. */
  'relay.confirmed',
  /** The effect of an event has committed; the message is not acknowledged. */
  'consumer.handled',
  /** A mail is marked as offered to the mail server; nothing of it has left. */
  'mail.offered',
  /** The mail server has taken a mail; the ledger does not say so. */
  'mail.accepted',
] as const;

const armed = readFailpoints(process.env);

/** Kills this process, as `kill -9` does, if it has been told to die here; else does nothing. */
export function failpoint(name: Failpoint): void {
  if (armed.size === 0) return;
  const passes = armed.get(name);
  if (passes === undefined) return;
  if (passes > 1) armed.set(name, passes - 1);
  else process.kill(process.pid, 'SIGKILL');
}

/**
 * What `OMS_FAILPOINTS` asks for, such as `relay.published:3,mail.accepted`: to die the third time that the first is reached,
 * and the first time that the second is.
 *
 * @returns how often each that is named must be reached
 * @throws {Error} in production, and for a name or a number that cannot be
 */
export function readFailpoints({ OMS_FAILPOINTS, NODE_ENV }: NodeJS.ProcessEnv): Map<Failpoint, number> {
  const wanted = new Map<Failpoint, number>();
  if (!OMS_FAILPOINTS) return wanted;
  if (NODE_ENV === 'production') {
    throw new Error('OMS_FAILPOINTS kills services on purpose, which is for tests only; production leaves it out');
  }
  for (const item of OMS_FAILPOINTS.split(',')) {
    const [, text, passes = '1'] = /^([a-z.]+)(?::([1-9]\d{0,8}))?$/.exec(item.trim()) ?? [];
    const name = failpoints.find((known) => known === text);
    if (!name) {
      throw new Error(
        `OMS_FAILPOINTS: ${JSON.stringify(item)} is none of ${failpoints.join(', ')}, with :n if not at once`,
      );
    }
    wanted.set(name, Number(passes));
  }
  return wanted;
}
