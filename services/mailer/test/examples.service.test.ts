import { randomUUID } from 'node:crypto';
import { orderPlaced } from '@oms/contracts';
import { type DocumentedExamples, documentedExamples, eventually, sendDeadLetterExamples } from '@oms/testing';
import { expect } from 'chai';
import { unsubscribeToken } from '../src/unsubscribing/unsubscribe-link.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RunningMailer, startMailer } from './mailer.ts';
import { orderOf, sealingKey } from './samples.ts';

const email = 'ada@example.com';
/** What cannot be sent as it stands, and why. */
const notSent = {
  receiveMailWebhook: 'is signed by the provider',
};

describe('The examples of the mailer’s document', () => {
  let sink: MailSink;
  let mailer: RunningMailer;
  let examples: DocumentedExamples;
  let token: string;
  before(async () => {
    sink = await startMailSink();
    mailer = await startMailer(sink.url);
    token = mailer.tokenFor('admin');
    examples = await documentedExamples(mailer.baseUrl);
  });
  after(async () => {
    await mailer.stop();
    await sink.close();
  });

  const send: DocumentedExamples['send'] = (...request) => examples.send(...request);

  it('suppress an address, and send it the mail that was held back after all', async () => {
    const path = { email };
    await send('putMailSuppression', { token, path });
    await send('listMailSuppressions', { token });
    await mailer.publish(orderPlaced, { order: orderOf({ email }), actor: { kind: 'system', id: null } });
    const [{ id }] = await eventually(async () => {
      const { body } = await send('listMailMessages', { token, query: { recipient: email, status: 'suppressed' } });
      return body.data.length > 0 && body.data;
    });
    await send('deleteMailSuppression', { token, path });
    await send('retryMailMessage', { token, path: { id } });
    await eventually(async () => {
      const { body } = await send('getMailMessage', { token, path: { id } });
      return body.status === 'sent';
    });
  });

  it('show the templates', async () => {
    await send('listMailTemplates', { token });
    await send('previewMailTemplate', { token, path: { name: 'order-confirmation' } });
  });

  it('want no more mails of a kind', async () => {
    const subscription = { accountId: randomUUID(), category: 'orderUpdates' } as const;
    const query = { token: await unsubscribeToken(sealingKey, subscription) };
    await send('unsubscribePage', { query });
    await send('unsubscribe', { query });
  });

  it('look after dead letters', async () => {
    const { amqpUrl } = mailer;
    await sendDeadLetterExamples(examples, { service: 'mailer', queue: 'oms.mailer.mail', amqpUrl, token });
  });

  it('are all of them but those that are named', () => {
    expect(examples.unsent()).to.deep.equal(Object.keys(notSent));
  });
});
