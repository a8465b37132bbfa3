/**
 * What pino puts into each line as its time (ISO 8601, UTC), written anew once a millisecond: many lines share one.
 *
 * @param now milliseconds since 1970
 */
export function logTime(now: () => number = Date.now): () => string {
  let last = Number.NaN;
  let text = '';
  return () => {
    const time = now();
    if (time !== last) {
      last = time;
      text = `,"time":"${new Date(time).toISOString()}"`;
    }
    return text;
  };
}
