import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { env, readSettings } from '@oms/config';
import { type Broker, connectBroker, type DeadLetter, type DeadLetters, deadLetters } from '@oms/events';
import { amqpUrl, required } from '@oms/local';
import { createLogger } from '@oms/telemetry';
import { runningPort, scriptSettings, UsageError } from './database-url.ts';

const HELP = `npm run events -- <command>

Looks after dead letters, the events that a service could not handle: in the broker of the running npm start, or in the one at
AMQP_URL (or AMQP_URL_FILE). No service needs to run.

  list [service|queue]           what is parked, the oldest of each queue first, such as: list orders
  show [service|queue] <id>      one of them, with its body
  replay [service|queue] <id>    puts it back into its queue, with all its attempts before it
  replay <service|queue> --all   puts back everything that is parked there now
  discard [service|queue] <id>   deletes it for good

What is done here stands in no audit log; what administrators do by /admin/<service>/dead-letters does.
`;

const CONNECT_TIMEOUT_MS = 10_000;
const LISTED = 1_000;
const MISSING = 404;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [command, ...operands] = positionals;

type Command = (broker: Broker) => Promise<void>;

const commands: Record<string, Command> = {
  async list(broker) {
    let found = 0;
    for (const { queue, letters } of await parkedIn(broker, operands[0])) {
      const count = await letters.count();
      found += count;
      if (count > 0) console.log(`${queue}  ${count}`);
      for (const letter of count > 0 ? await letters.list(LISTED) : []) console.log(line(letter));
      if (count > LISTED) console.log(`  ... and ${count - LISTED} more`);
    }
    if (found === 0) console.log('Nothing is parked.');
  },
  async show(broker) {
    const { queue, letter } = await theOne(broker);
    const { body, ...about } = letter;
    for (const [name, value] of Object.entries({ queue, ...about })) console.log(`${name.padEnd(9)} ${value ?? '-'}`);
    console.log(`\n${body}`);
  },
  async replay(broker) {
    if (flags.all) return replayAll(broker);
    const { queue, letters, letter } = await theOne(broker);
    if (!(await letters.replay(letter.id))) throw new UsageError(`${letter.id} is no longer parked.`);
    console.log(`${letter.id} is in ${queue} again.`);
  },
  async discard(broker) {
    const { queue, letters, letter } = await theOne(broker);
    if (!(await letters.discard(letter.id))) throw new UsageError(`${letter.id} is no longer parked.`);
    console.log(`${letter.id} (${letter.type ?? 'no event'}) is deleted; it was parked for ${queue}.`);
  },
};

try {
  const run = Object.hasOwn(commands, command ?? '') ? commands[command ?? ''] : undefined;
  if (flags.help || command === undefined) console.log(HELP);
  else if (!run) throw new UsageError(`There is no command ${command}.\n\n${HELP}`);
  else await withBroker(run);
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}

async function withBroker(work: Command): Promise<void> {
  const logger = createLogger({ service: 'events', level: 'silent' });
  const url = brokerUrl();
  const broker = connectBroker({ url, logger, connectionName: 'oms events' });
  const late = new UsageError(
    `RabbitMQ at ${new URL(url).host} does not answer: run npm start, or set AMQP_URL to where it is.`,
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      broker.whenReady(),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(late), CONNECT_TIMEOUT_MS);
      }),
    ]);
    await work(broker);
  } finally {
    clearTimeout(timer);
    await broker.close();
  }
}

function brokerUrl(): string {
  const settings = scriptSettings(root);
  if (settings.AMQP_URL !== undefined || settings.AMQP_URL_FILE !== undefined) {
    return readSettings(settings, { url: env.url('AMQP_URL', { protocols: ['amqp', 'amqps'] }) }).url;
  }
  const port = runningPort('rabbitmq', root);
  if (port === undefined) throw new UsageError('There is no broker yet: run npm start, or set AMQP_URL.');
  return amqpUrl(port, required(settings, 'RABBITMQ_PASSWORD'));
}

interface Parked {
  /** The consumer's queue. */
  queue: string;
  letters: DeadLetters;
}

/** The queues of every consumer, a service's, or one; those that the broker does not have yet are left out. */
async function parkedIn(broker: Broker, scope: string | undefined): Promise<Parked[]> {
  const definitions = JSON.parse(readFileSync(`${root}/rabbitmq/definitions.json`, 'utf8')) as {
    queues: { name: string }[];
  };
  const known = definitions.queues.filter(({ name }) => name.endsWith('.dlq')).map(({ name }) => name.slice(0, -4));
  const wanted = known.filter((queue) => scope === undefined || queue === scope || queue.split('.')[1] === scope);
  if (wanted.length === 0) throw new UsageError(`There is no ${scope}. The queues are:\n  ${known.join('\n  ')}`);
  const parked: Parked[] = [];
  for (const queue of wanted) {
    const letters = deadLetters(broker, queue);
    const exists = await letters.count().then(
      () => true,
      (error: { code?: unknown }) => {
        if (error.code === MISSING) return false;
        throw error;
      },
    );
    if (exists) parked.push({ queue, letters });
  }
  return parked;
}

async function theOne(broker: Broker): Promise<Parked & { letter: DeadLetter }> {
  const [scope, id] = operands.length > 1 ? operands : [undefined, operands[0]];
  if (id === undefined) throw new UsageError(`Say which: npm run events -- ${command} <id>`);
  const found: (Parked & { letter: DeadLetter })[] = [];
  for (const parked of await parkedIn(broker, scope)) {
    const letter = await parked.letters.show(id);
    if (letter) found.push({ ...parked, letter });
  }
  const [only, ...others] = found;
  if (!only) throw new UsageError(`${id} is not parked${scope === undefined ? '' : ` in ${scope}`}.`);
  if (others.length === 0) return only;
  const queues = found.map(({ queue }) => queue);
  throw new UsageError(
    `${id} is parked for ${queues.join(' and ')}; name one: npm run events -- ${command} ${queues[0]} ${id}`,
  );
}

/** What is parked while it runs stays: an event that fails once more is not replayed in circles. */
async function replayAll(broker: Broker): Promise<void> {
  if (operands.length !== 1)
    throw new UsageError('Name the service or the queue: npm run events -- replay orders --all');
  let replayed = 0;
  for (const { queue, letters } of await parkedIn(broker, operands[0])) {
    const ids = (await letters.list(LISTED)).map(({ id }) => id);
    for (const id of ids) if (await letters.replay(id)) replayed += 1;
    if (ids.length > 0) console.log(`${queue}: ${ids.length} again`);
    const left = (await letters.count()) > 0;
    if (left && ids.length === LISTED) console.log(`${queue} holds more; run it again for the next ${LISTED}.`);
  }
  console.log(replayed === 0 ? 'Nothing is parked.' : `Put back ${replayed} in all.`);
}

function line({ id, type, reason, error, parkedAt }: DeadLetter): string {
  const [first = ''] = (error ?? '').split('\n');
  return `  ${id}  ${parkedAt ?? '-'}  ${type ?? 'no event'}  ${reason}  ${first.slice(0, 100)}`.trimEnd();
}
