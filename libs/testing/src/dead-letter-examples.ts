import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import type { DocumentedExamples } from './documented-examples.ts';
import { eventually } from './eventually.ts';

/**
 * Sends the examples of what administrators do about the dead letters of a service.
 *
 * @param queue one of its queues, in which two messages are parked that nobody can read
 */
export async function sendDeadLetterExamples(
  { send }: DocumentedExamples,
  { service, queue, amqpUrl, token }: { service: string; queue: string; amqpUrl: string; token: string },
): Promise<void> {
  const name = `${service.charAt(0).toUpperCase()}${service.slice(1)}`;
  const ids = [randomUUID(), randomUUID()] as const;
  const connection = await connect(amqpUrl);
  try {
    const channel = await connection.createConfirmChannel();
    for (const messageId of ids) {
      channel.sendToQueue(`${queue}.dlq`, Buffer.from('not an event'), {
        messageId,
        persistent: true,
        headers: { 'x-reason': 'not_json' },
      });
    }
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
  await eventually(async () => {
    const { body } = await send(`list${name}DeadLetters`, { token });
    const parked = new Set(body.data.map(({ id }: { id: string }) => id));
    return ids.every((id) => parked.has(id));
  });
  const [replayed, discarded] = ids.map((id) => ({ token, path: { id }, query: { queue } }));
  await send(`get${name}DeadLetter`, replayed);
  await send(`replay${name}DeadLetter`, replayed);
  await send(`discard${name}DeadLetter`, discarded);
}
