import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { ContentGate } from './content-gate.ts';
import { classifyBrokenRequest, classifyReply } from './http-outcome.ts';
import { sesMessageTag } from './ses-message-tag.ts';
import type { Delivery, Outcome, Transport } from './transport.ts';

/**
 * Amazon SES (API v2, `SendEmail` of a raw message): `ses://<region>`, with `?configurationSet=<name>` for the set whose events
 * tell what became of mails. Credentials come from where AWS tools look for them (the environment, profiles, the task's or
 * machine's role), or from the URL: `ses://<access key id>:<secret>@<region>`.
 *
 * SES replaces the Message-ID. So that what it tells later finds the row of the ledger even where its answer was lost, mails are tagged
 * with it.
 *
 * @throws {TypeError} when the URL names no region
 */
export function createSesTransport(url: string, { concurrency }: { concurrency: number }): Transport {
  const { hostname: region, username, password, searchParams } = new URL(url);
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
    throw new TypeError('the mail transport must be ses://<region>, such as ses://eu-west-1');
  }
  const credentials = { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) };
  const configurationSet = searchParams.get('configurationSet') ?? undefined;
  const client = new SESv2Client({
    region,
    ...(username !== '' && { credentials }),
    // Whether to send again is decided in the ledger and nowhere else.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000, httpsAgent: { maxSockets: concurrency } },
  });

  return {
    name: 'ses',
    async send(delivery) {
      const gate = new ContentGate(delivery);
      try {
        const command = commandOf(delivery, configurationSet);
        // The last step before the request leaves: without credentials nothing was offered.
        command.middlewareStack.add(
          (next) => async (args) => {
            await gate.open();
            return next(args);
          },
          { name: 'contentGate', step: 'deserialize', priority: 'low' },
        );
        const { MessageId: providerId } = await client.send(command, { abortSignal: delivery.signal });
        return { kind: 'sent', ...(providerId !== undefined && { response: providerId, providerId }) };
      } catch (error) {
        return gate.refusal ?? classifySesFailure(error, gate.offered);
      }
    },
    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
}

const commandOf = ({ from, to, messageId, content }: Delivery, configurationSet: string | undefined) =>
  new SendEmailCommand({
    FromEmailAddress: from,
    Destination: { ToAddresses: [to] },
    Content: { Raw: { Data: content } },
    ConfigurationSetName: configurationSet,
    EmailTags: [{ Name: sesMessageTag, Value: messageId.split('@', 1)[0] }],
  });

/** Errors with status 400 that speak of the account and its identities, and hold for every mail until somebody sees to them. */
const aboutTheAccount = new Set([
  'AccountSuspendedException',
  'LimitExceededException',
  'MailFromDomainNotVerifiedException',
  'SendingPausedException',
  'ThrottlingException',
  'ExpiredTokenException',
]);
/** What SES rejects a mail with whose sender, or in the sandbox whose recipient, is not verified yet. */
const notVerified = /not verified/i;

function classifySesFailure(error: unknown, contentOffered: boolean): Outcome {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === undefined) return classifyBrokenRequest(error, contentOffered);
  const { name, message } = error as Error;
  const text = `${name}: ${message}`;
  if (error instanceof SESv2ServiceException && aboutTheAccount.has(name)) {
    return { kind: 'deferred', detail: text, response: `${status} ${text}`, unreachable: true };
  }
  if (name === 'MessageRejected' && notVerified.test(message)) {
    return { kind: 'deferred', detail: text, response: `${status} ${text}`, unreachable: false };
  }
  return classifyReply({ status, text });
}
