/** Message headers that relays and consumers add. */
export const headers = {
  /** W3C Trace Context of the relay, where the event itself has none. */
  traceparent: 'traceparent',
  /** Attempts that have failed. */
  attempts: 'x-attempts',
  /** Why a message was parked. */
  reason: 'x-reason',
  error: 'x-error',
  parkedAt: 'x-parked-at',
  replayedAt: 'x-replayed-at',
} as const;

const ours: readonly string[] = [headers.attempts, headers.reason, headers.error, headers.parkedAt];
/** RabbitMQ's own trail, by which it takes a message that comes by a second time for one that goes in circles. */
const brokers = /^x-(death|first-death-|last-death-|delivery-count$|acquired-count$)/;

type Headers = Record<string, unknown>;

const filtered = (all: Headers | undefined, keep: (name: string) => boolean): Headers =>
  Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => keep(name)));

export const withoutTrail = (all: Headers | undefined): Headers => filtered(all, (name) => !brokers.test(name));

/** As the message was first published: nothing of the attempts that failed. */
export const asPublished = (all: Headers | undefined): Headers =>
  filtered(withoutTrail(all), (name) => !ours.includes(name));
