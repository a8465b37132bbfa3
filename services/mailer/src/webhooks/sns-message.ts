import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import { Problem, problems } from '@oms/http';
import * as z from 'zod';
import { BadSignature, parseWebhook } from './feedback.ts';

const common = {
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
};
const subscription = { ...common, Token: z.string(), SubscribeURL: z.string() };

const snsMessage = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('Notification'), ...common, Subject: z.string().nullish() }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...subscription }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...subscription }),
]);
/** What Amazon SNS posts to subscribers of a topic. */
export type SnsMessage = z.output<typeof snsMessage>;

const digests = { '1': 'sha1', '2': 'sha256' } as const;

/** Fields that the signature covers, in this order, those that there are. */
const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** The string that is signed: name and value of each field on a line of their own. */
export function canonicalForm(message: SnsMessage): string {
  const fields = message as Readonly<Record<string, string | null | undefined>>;
  return signedFields[message.Type].map((name) => (fields[name] == null ? '' : `${name}\n${fields[name]}\n`)).join('');
}

const arn = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

export const isTopicArn = (text: string): boolean => arn.test(text);

/** The host of SNS in a topic's region. */
function hostOf(topicArn: string): string {
  const [, partition, region] = arn.exec(topicArn) ?? [];
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** Keys are few, a new one every year or so a region; more than these would be somebody's doing. */
const mostKeys = 20;
const timeoutMs = 5_000;

export interface SnsVerifier {
  /**
   * Reads a message of one of the topics and checks who signed it. The certificate is fetched once, over https and from the SNS of the
   * topic's own region alone.
   *
   * @throws {BadSignature} when it is of another topic, or not signed by SNS
   * @throws {Problem} 503 when the certificate cannot be had right now
   */
  read(body: Buffer): Promise<SnsMessage>;
  /** Answers a SubscriptionConfirmation that was read here, after which SNS sends notifications. @throws {Problem} 503 */
  confirm(message: Extract<SnsMessage, { Type: 'SubscriptionConfirmation' }>): Promise<void>;
}

/** @param topicArns whose messages are taken */
export function createSnsVerifier(topicArns: readonly string[]): SnsVerifier {
  const keys = new Map<string, Promise<KeyObject>>();

  function keyAt(url: string): Promise<KeyObject> {
    const known = keys.get(url);
    if (known) return known;
    if (keys.size >= mostKeys) keys.clear();
    const fetched = fetchKey(url);
    keys.set(url, fetched);
    fetched.catch(() => keys.delete(url));
    return fetched;
  }

  return {
    async read(body) {
      const parsed = snsMessage.safeParse(parseWebhook(body.toString('utf8')));
      if (!parsed.success) throw new BadSignature('The webhook is not a message of Amazon SNS.');
      const message = parsed.data;
      if (!topicArns.includes(message.TopicArn)) throw new BadSignature('The topic is not in SES_TOPIC_ARN.');
      const { href } = requireUrlOfSns(message.SigningCertURL, message.TopicArn, certificatePath);
      if (message.Type === 'SubscriptionConfirmation') requireUrlOfSns(message.SubscribeURL, message.TopicArn, /^\/$/);
      const signature = Buffer.from(message.Signature, 'base64');
      const digest = digests[message.SignatureVersion];
      if (!verify(digest, Buffer.from(canonicalForm(message)), await keyAt(href), signature)) {
        throw new BadSignature('The signature is not of Amazon SNS.');
      }
      return message;
    },
    async confirm({ SubscribeURL }) {
      await get(SubscribeURL, 'the subscription could not be confirmed');
    },
  };
}

const certificatePath = /^\/SimpleNotificationService-[0-9a-zA-Z]+\.pem$/;

/** @throws {BadSignature} for any other place than SNS itself, in the topic's region */
function requireUrlOfSns(text: string, topicArn: string, path: RegExp): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOfSns =
    url?.protocol === 'https:' &&
    url.host === hostOf(topicArn) &&
    url.username === '' &&
    url.password === '' &&
    path.test(url.pathname);
  if (!isOfSns) throw new BadSignature('The webhook names an address that is not of Amazon SNS in the topic’s region.');
  return url;
}

async function fetchKey(url: string): Promise<KeyObject> {
  const pem = await get(url, 'the certificate of Amazon SNS could not be had');
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw unavailable('the certificate of Amazon SNS could not be read');
  }
  if (certificate.validToDate.getTime() < Date.now()) {
    throw new BadSignature('The certificate that the webhook names has expired.');
  }
  return certificate.publicKey;
}

/** @throws {Problem} 503, for SNS to try again */
async function get(url: string, failure: string): Promise<string> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    if (response.ok) return text;
  } catch {
    // Said below, the same for every way it can fail.
  }
  throw unavailable(failure);
}

const unavailable = (failure: string): Problem =>
  new Problem(problems.service_unavailable, { detail: `Send the webhook again later: ${failure}.` });
