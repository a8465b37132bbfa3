/** A JSON Schema (draft 7), as far as those of events go. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export interface Message {
  readonly name: string;
  readonly summary: string;
  readonly payload: Schema;
  readonly examples: readonly { readonly payload: unknown }[];
}

export interface Operation {
  readonly action: 'send' | 'receive';
  readonly channel: { readonly $ref: string };
  /** The service comes first. */
  readonly tags: readonly { readonly name: string }[];
  readonly 'x-queue'?: string;
}

/** The parts of the AsyncAPI document that the page shows. Channels, messages and data go by the routing key. */
export interface EventsDocument {
  readonly info: { readonly description: string };
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}
