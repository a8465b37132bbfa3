import type { Queryable } from '@oms/database';
import { type Finding, finding } from './finding.ts';
import type { Acknowledged } from './load.ts';
import type { MailServer } from './mail-server.ts';

/** Of a mail in the ledger. */
interface Entry {
  messageId: string;
  status: string;
  template: string;
  /** Attempts of which nobody knew whether the server had taken the mail. */
  inDoubt: number;
  offered: number;
}

const subjectsOf = ({ number, then }: Acknowledged): string[] => [
  `Your order ${number}`,
  ...(then === 'canceled' ? [`Your order ${number} has been canceled`] : []),
  ...(then === 'paid' ? [`We have received your payment for order ${number}`] : []),
];

/**
 * Whether each mail went out, and no more often than it had to. Of a mail in doubt (the sender died, or was not answered) the
 * second copy bears the same Message-ID.
 *
 * @param db of an administrator
 */
export async function checkMails(
  db: Queryable,
  mails: MailServer,
  acknowledged: readonly Acknowledged[],
): Promise<Finding[]> {
  const ledger = await db.query<Entry>(
    `SELECT m.message_id AS "messageId", m.status, m.template,
            count(*) FILTER (WHERE a.outcome = 'unknown') AS "inDoubt", count(a.offered_at) AS offered
       FROM mailer.messages m LEFT JOIN mailer.attempts a ON a.message_id = m.id
      GROUP BY m.id`,
  );
  const entries = new Map(ledger.map((entry) => [entry.messageId, entry]));
  const taken = [...mails.taken];
  const idsBySubject = Map.groupBy(taken, ([, { subject }]) => subject);
  const expected = acknowledged.flatMap(subjectsOf);
  const wanted = new Set(expected);
  const aboutOrders = [...idsBySubject.keys()].filter((subject) => subject.includes(' order '));
  const repeated = taken.filter(([, { times }]) => times > 1);
  const extra = repeated.reduce((all, [, { times }]) => all + times - 1, 0);
  const inDoubt = ledger.reduce((all, entry) => all + entry.inDoubt, 0);
  return [
    finding(
      'Each mail that customers should have was taken by the mail server',
      `${expected.length} expected, ${taken.length} taken in all`,
      [
        ...expected.filter((subject) => !idsBySubject.has(subject)),
        ...ledger.filter(({ status }) => status !== 'sent').map((entry) => `${entry.messageId} is ${entry.status}`),
      ],
    ),
    finding('Nobody is told anything as two mails, nor of what did not happen', `${aboutOrders.length} things told`, [
      ...expected.filter((subject) => (idsBySubject.get(subject)?.length ?? 0) > 1),
      ...aboutOrders.filter((subject) => !wanted.has(subject)),
      ...taken.filter(([id]) => !entries.has(id)).map(([id]) => `${id} is not in the ledger`),
    ]),
    finding(
      'A mail is taken again only after an attempt that was in doubt',
      `${extra} taken again, ${inDoubt} attempts in doubt`,
      repeated
        .filter(([id, { times }]) => times - 1 > (entries.get(id)?.inDoubt ?? 0))
        .map(([id, { times }]) => `${id}: taken ${times} times, ${entries.get(id)?.inDoubt} in doubt`),
    ),
  ];
}
