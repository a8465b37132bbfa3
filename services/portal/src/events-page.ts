import { escapeHtml } from '@oms/http';
import type { EventsDocument } from './asyncapi.ts';
import { schemaAnchor, schemaTable } from './schema-table.ts';

interface Part {
  readonly service: string;
  /** Undefined for who sends. */
  readonly queue: string | undefined;
}

interface ListedEvent {
  readonly key: string;
  readonly senders: readonly Part[];
  readonly receivers: readonly Part[];
}

/** What stands in the page of events for `{{contents}}` and `{{events}}`: all of them by the service that sends them. */
export function eventsPage(document: EventsDocument): { contents: string; events: string } {
  const { schemas } = document.components;
  const bySender = Map.groupBy(listEvents(document), ({ senders }) => senders[0]?.service ?? '');
  const shared = Object.entries(schemas).filter(([name]) => document.channels[name] === undefined);
  const groups = [...bySender].map(([service, events]) => ({ service: escapeHtml(service), events }));
  return {
    contents: [
      ...groups.map(
        ({ service, events }) => `<details><summary>${service} <span>${events.length}</span></summary><ul>
${events.map(({ key }) => `<li><a href="#${key}">${shortName(key)}</a></li>`).join('\n')}
</ul></details>`,
      ),
      '<p><a href="#schemas">What several of them hold</a></p>',
    ].join('\n'),
    events: [
      ...groups.map(
        ({ service, events }) =>
          `<h2 id="from-${service}">Sent by ${service}</h2>\n${events.map((event) => article(event, document)).join('\n')}`,
      ),
      '<h2 id="schemas">What several of them hold</h2>',
      ...shared.map(
        ([name, schema]) =>
          `<article id="${schemaAnchor(escapeHtml(name))}"><h3>${escapeHtml(name)}</h3>${schema.description ? `<p>${escapeHtml(schema.description)}</p>` : ''}${schemaTable(schema)}</article>`,
      ),
    ].join('\n'),
  };
}

function listEvents({ channels, operations }: EventsDocument): ListedEvent[] {
  const all = Object.values(operations);
  return Object.keys(channels).map((key) => {
    const parts = (action: string): Part[] =>
      all
        .filter((operation) => operation.action === action && operation.channel.$ref === `#/channels/${key}`)
        .map(({ tags, 'x-queue': queue }) => ({ service: tags[0]?.name ?? '', queue }));
    return { key, senders: parts('send'), receivers: parts('receive') };
  });
}

/** Without the service, under whose name it stands. */
const shortName = (key: string): string => escapeHtml(key.split('.').slice(1).join('.'));

function article({ key, receivers }: ListedEvent, { components }: EventsDocument): string {
  const message = components.messages[key];
  const data = components.schemas[key];
  if (!message || !data) throw new Error(`The AsyncAPI document has a channel ${key} without its message`);
  const [example] = message.examples;
  return `<article id="${escapeHtml(key)}">
<h3><a href="#${escapeHtml(key)}">${escapeHtml(message.name)}</a></h3>
<p>${escapeHtml(message.summary)}</p>
<p class="parts">${receivers.length > 0 ? `Received by ${receivers.map(partText).join(', ')}.` : 'No service of OMS receives it.'}</p>
${schemaTable(data)}
<details><summary>Example</summary><pre tabindex="0"><code>${escapeHtml(JSON.stringify(example?.payload, null, 2))}</code></pre></details>
</article>`;
}

const partText = ({ service, queue }: Part): string =>
  `<strong>${escapeHtml(service)}</strong> <code>${escapeHtml(queue ?? '')}</code>`;
