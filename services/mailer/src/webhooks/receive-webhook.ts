import { Problem, problems } from '@oms/http';
import type { MailerContext } from '../context.ts';
import { mailProblems } from '../problems.ts';
import { suppressRecipients } from '../suppressions/suppression-store.ts';
import { BadSignature, type FeedbackProvider, type Notice } from './feedback.ts';
import { noteFeedback, noteReceipt } from './feedback-store.ts';

/**
 * Takes in what a provider tells of mails, each webhook once. What is not of our mails is passed over, for the provider would
 * only send it again.
 *
 * @param body as it was sent, for the signature
 * @throws {Problem} 400 where the provider did not sign it, 404 where it is not set up, 503 where it should come again later
 */
export async function receiveWebhook(
  providerName: string,
  body: Buffer,
  { db, feedbackProviders, countFeedback, logger }: MailerContext,
): Promise<void> {
  const provider = feedbackProviders.get(providerName);
  if (!provider) {
    const detail = 'No provider of this name is set up to send webhooks: SES_TOPIC_ARN or MAILGUN_WEBHOOK_SIGNING_KEY.';
    throw new Problem(problems.not_found, { detail });
  }
  const { id, type, feedback, confirm } = await read(provider, body);
  const told = { provider: providerName, webhook: id, type };
  if (confirm) {
    await confirm();
    return logger.info(told, 'confirmed the subscription of a topic');
  }
  if (!feedback) return logger.debug(told, 'a webhook says nothing of how a mail ended');
  const { kind, recipients, suppress } = feedback;
  await db.transaction(async (tx) => {
    if (!(await noteReceipt(tx, providerName, id))) return logger.info(told, 'a webhook came again');
    const [isOurs] = await Promise.all([
      noteFeedback(tx, feedback),
      suppress && suppressRecipients(tx, recipients, suppress),
    ]);
    tx.afterCommit(() => countFeedback(providerName, kind));
    logger.info({ ...told, kind, suppressed: suppress?.reason, isOurs }, `a mail ${kind}`);
  });
}

async function read(provider: FeedbackProvider, body: Buffer): Promise<Notice> {
  try {
    return await provider.read(body, new Date());
  } catch (error) {
    if (!(error instanceof BadSignature)) throw error;
    throw new Problem(mailProblems.bad_signature, { detail: error.message });
  }
}
