/** Where the services of this machine are reached: base URLs, one a replica, by service. */
export type Upstreams = Readonly<Record<string, readonly string[]>>;

/** Deals out the replicas of each service in turn. */
export function createRoundRobin(): (service: string, urls: readonly string[]) => readonly string[] {
  const turns = new Map<string, number>();
  return (service, urls) => {
    const turn = (turns.get(service) ?? 0) % Math.max(urls.length, 1);
    turns.set(service, turn + 1);
    return [...urls.slice(turn), ...urls.slice(0, turn)];
  };
}
