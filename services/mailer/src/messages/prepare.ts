import { SealError, type SealingKey, unseal } from '@oms/security';
import { shownName } from '../recipients/shown-name.ts';
import { findTemplate } from '../templates/index.ts';
import type { Renderer } from '../templates/render.ts';
import { isOptional, type Template } from '../templates/template.ts';
import { compose, type Mailbox } from '../transports/compose.ts';
import { unsubscribeLink } from '../unsubscribing/unsubscribe-link.ts';
import type { ClaimedMessage } from './queue-store.ts';

export class UnknownTemplateError extends Error {}

export interface PrepareContext {
  render: Renderer;
  from: Mailbox;
  sealingKey: SealingKey;
  publicUrl: string;
  /** Signs the whole mail, where the service has a key for it. */
  sign?: ((content: Buffer) => Promise<Buffer>) | undefined;
}

/**
 * Makes the mail of a ledger row. Its one-time token is opened here and lives nowhere but in the mail.
 *
 * @throws when the row cannot become a mail, now or later
 */
export async function prepare(message: ClaimedMessage, context: PrepareContext): Promise<Buffer> {
  const { render, from, sealingKey, sign = unsigned } = context;
  const template = findTemplate(message.template);
  if (!template) throw new UnknownTemplateError(`this version of the mailer has no template named ${message.template}`);
  const unsubscribe = await unsubscribing(template, message.accountId, context);
  const mail = render({
    template,
    data: message.data,
    recipient: message.recipient,
    recipientName: message.recipientName,
    locale: message.locale,
    timeZone: message.timeZone,
    token: await openToken(message.sealedToken, template.sealedFor, sealingKey),
    ...unsubscribe,
  });
  const content = await compose({
    ...mail,
    from,
    to: { name: shownName(message.recipientName) ?? '', address: message.recipient },
    messageId: message.messageId,
    date: new Date(message.createdAt),
    language: message.locale,
    ...unsubscribe,
  });
  return sign(content);
}

const unsigned = (content: Buffer): Promise<Buffer> => Promise.resolve(content);

/** The link that ends such mails, where the recipient may do without them. */
async function unsubscribing(
  { category }: Template,
  accountId: string | null,
  { publicUrl, sealingKey }: PrepareContext,
): Promise<{ unsubscribeLink?: string }> {
  if (!isOptional(category) || accountId === null) return {};
  return { unsubscribeLink: unsubscribeLink(publicUrl, sealingKey, { accountId, category }) };
}

async function openToken(
  sealed: string | null,
  context: string | undefined,
  key: SealingKey,
): Promise<string | undefined> {
  if (context === undefined) return undefined;
  if (sealed === null) throw new Error('the token of its link is gone');
  try {
    return unseal(key, sealed, context);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new Error(`its token cannot be opened: MAIL_SEALING_KEY must be the same for auth and mailer`, {
      cause: error,
    });
  }
}
