/** Partitions of an outbox: the unit that relays share out. Fixed, for rows carry their partition. */
export const PARTITIONS = 32;

/** The partition of an aggregate, 0..31, by FNV-1a (32 bit): the same in every process and version. */
export function partitionOf(aggregateId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < aggregateId.length; index += 1) {
    hash = Math.imul(hash ^ aggregateId.charCodeAt(index), 0x01000193);
  }
  // The low bits of FNV mix least; fold the high ones in.
  return ((hash >>> 16) ^ hash) & (PARTITIONS - 1);
}
