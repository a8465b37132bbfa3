import type { Queryable } from '@oms/database';
import { type Finding, finding } from './finding.ts';
import type { Observer } from './observer.ts';
import { recordedEvents } from './witness.ts';

/** Whether what was committed was published. @param db of an administrator */
export async function checkEvents(db: Queryable, { seen, disorder }: Observer): Promise<Finding[]> {
  const recorded = await recordedEvents(db);
  const committed = new Set(recorded);
  const gaps = await db.query<{ number: string; version: number; versions: number[] | null }>(
    `SELECT o.number, o.version, r.versions
       FROM orders.orders o
       LEFT JOIN (SELECT aggregate_id, array_agg(DISTINCT version ORDER BY version) AS versions
                    FROM faults.recorded WHERE schema = 'orders' GROUP BY 1) r ON r.aggregate_id = o.id::text
      WHERE r.versions IS DISTINCT FROM ARRAY(SELECT generate_series(1, o.version))`,
  );
  const again = [...seen.values()].filter((times) => times > 1).length;
  return [
    finding(
      'Each event that was committed was published, and none that was not',
      `${recorded.length} committed, ${seen.size} seen`,
      [
        ...recorded.filter((id) => !seen.has(id)).map((id) => `lost: ${id}`),
        ...[...seen.keys()].filter((id) => !committed.has(id)).map((id) => `never committed: ${id}`),
      ],
    ),
    finding(
      'Events of one order come in the order of their versions, without a gap',
      `${again} seen more than once, as may be`,
      [
        ...disorder,
        ...gaps.map(({ number, version, versions }) => `${number} has version ${version}, events of ${versions}`),
      ],
    ),
  ];
}
