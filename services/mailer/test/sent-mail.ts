import type { EventDefinition } from '@oms/contracts';
import { eventually } from '@oms/testing';
import type * as z from 'zod';
import type { MailSink } from './mail-sink.ts';
import type { RunningMailer } from './mailer.ts';

export interface SentMail {
  template: string;
  subject: string | undefined;
  text: string;
  html: string;
  headers: Map<string, unknown>;
}

/** The mail that an event causes, once it has arrived at the sink. @param to the recipient's address */
export async function mailOf<Event extends EventDefinition>(
  { mailer, sink }: { mailer: RunningMailer; sink: MailSink },
  to: string | null,
  event: Event,
  data: z.input<Event['data']>,
): Promise<SentMail> {
  const eventId = await mailer.publish(event, data);
  return eventually(async () => {
    const { body } = await mailer.request('GET', `/api/v1/mail/messages?recipient=${encodeURIComponent(`${to}`)}`);
    const kept = body.data as { id: string; eventId: string; status: string; template: string }[];
    const message = kept.find((candidate) => candidate.eventId === eventId && candidate.status === 'sent');
    const mail = sink.mails.find(({ messageId }) => message && messageId?.includes(message.id));
    if (!message || !mail) throw new Error(`no mail to ${to}: ${JSON.stringify(kept)}`);
    const { subject, text = '', html, headers } = mail;
    return { template: message.template, subject, text, html: String(html), headers };
  });
}
