import { type CloudEvent, cloudEvent } from '@oms/contracts';
import * as z from 'zod';
import type { EventHandler } from './handler.ts';
import { MAX_EVENT_BYTES } from './names.ts';

/** Why a message can never be handled, however often it is tried. */
export type Poison = 'too_large' | 'not_json' | 'not_an_event' | 'unknown_type' | 'schema_mismatch';

export type Decoded =
  | { ok: true; event: CloudEvent; handler: EventHandler }
  | { ok: false; reason: Poison; error: string };

const poison = (reason: Poison, error: string): Decoded => ({ ok: false, reason, error });

/** Reads a message body as an event that one of `handlers` (by type) takes. */
export function decode(content: Buffer, handlers: ReadonlyMap<string, EventHandler>): Decoded {
  if (content.length > MAX_EVENT_BYTES) {
    return poison('too_large', `${content.length} bytes; an event has at most ${MAX_EVENT_BYTES}`);
  }
  let body: unknown;
  try {
    body = JSON.parse(content.toString('utf8'));
  } catch (error) {
    return poison('not_json', (error as Error).message);
  }
  const envelope = cloudEvent.safeParse(body);
  if (!envelope.success) return poison('not_an_event', z.prettifyError(envelope.error));
  const handler = handlers.get(envelope.data.type);
  if (!handler) return poison('unknown_type', `${envelope.data.type} is not handled here`);
  const data = handler.definition.data.safeParse(envelope.data.data);
  if (!data.success) return poison('schema_mismatch', z.prettifyError(data.error));
  return { ok: true, event: { ...envelope.data, data: data.data }, handler };
}
