import type { CloudEvent } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { currentRequest } from '@oms/telemetry';
import { v7 as uuidv7 } from 'uuid';
import type { Addressee } from '../recipients/addressee.ts';
import { resolveLocale, resolveTimeZone } from '../templates/catalogue.ts';
import { isOptional, type Template } from '../templates/template.ts';
import { HeaderInjectionError, requireHeaderText, requireSingleAddress } from '../transports/compose.ts';
import { insertMessage, type NewMessage } from './message-store.ts';

/** How long sending is tried before it is given up. */
export const giveUpAfterMs = 3 * 24 * 3_600_000;

export interface MailRequest {
  template: Template;
  event: CloudEvent;
  to: Addressee;
  data: unknown;
  /** The token of the mail's link as the event carries it. */
  sealedToken?: string;
  expiresAt?: string;
  /** The mail goes out even to a person who has been erased: it is the one that tells them so. */
  toErased?: true;
}

export interface EnqueueContext {
  /** Domain of our Message-IDs. */
  domain: string;
  /** IANA name of the zone that times are given in to people whose own is not known. */
  timeZone: string;
  /** Called once a message is there to be sent. */
  wake(): void;
}

/**
 * Writes a mail into the ledger, once for each event, recipient and template; it is sent after the commit. To a person who has
 * been erased nothing is written any more, and nothing that the recipient may do without and does not want.
 *
 * What is written is what `tx` ends with: ask for whatever else it takes before.
 */
export function enqueue(tx: Transaction, request: MailRequest, context: EnqueueContext): void {
  const { template, event, to, data, sealedToken = null, expiresAt = null } = request;
  if (to.isErased && !request.toErased) return;
  if (isOptional(template.category) && !to.wants[template.category]) return;
  const id = uuidv7();
  const message: NewMessage = {
    id,
    eventId: event.id,
    accountId: to.accountId,
    recipient: to.email,
    recipientName: to.name,
    template: template.name,
    locale: resolveLocale(to.locale),
    timeZone: resolveTimeZone(to.timeZone, context.timeZone),
    data: template.data.parse(data),
    sealedToken,
    resendInDoubt: template.inDoubt === 'resend',
    expiresAt,
    giveUpAt: new Date(Date.now() + giveUpAfterMs),
    messageId: `${id}@${context.domain}`,
    refusal: refusalOf(to),
    requestId: event.requestid ?? null,
    traceparent: currentRequest()?.traceparent ?? null,
  };
  tx.endWith(() => [insertMessage(tx, message)]);
  tx.afterCommit(context.wake);
}

function refusalOf({ email, name }: Addressee): string | null {
  try {
    requireSingleAddress('the recipient’s address', email);
    requireHeaderText('the recipient’s name', name ?? '');
    return null;
  } catch (error) {
    if (error instanceof HeaderInjectionError) return error.message;
    throw error;
  }
}
