import type { EventDefinition } from '../event.ts';

const isEvent = (value: object): value is EventDefinition => 'routingKey' in value && 'data' in value;

/** Every event among the exports of a module, those in groups too, by type. */
export function eventsIn(exports: object): EventDefinition[] {
  const found = new Map<string, EventDefinition>();
  const collect = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isEvent(value)) found.set(value.type, value);
    else if (depth > 0) for (const inner of Object.values(value)) collect(inner, depth - 1);
  };
  for (const value of Object.values(exports)) collect(value, 2);
  return [...found.values()].sort((one, other) => (one.type < other.type ? -1 : 1));
}
