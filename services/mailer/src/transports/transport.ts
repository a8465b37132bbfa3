/** What became of handing a mail over. */
export type Outcome =
  /**
   * The server has taken it and answers for it from here on. `providerId` is what a provider calls the mail where it tells later
   * what became of it.
   */
  | { kind: 'sent'; response?: string; providerId?: string }
  /** Refused, and would be again. */
  | { kind: 'rejected'; detail: string; response?: string }
  /**
   * Not taken this time. `unreachable` says that no mail would be, so that there is no use in trying others before the
   * server is back.
   */
  | { kind: 'deferred'; detail: string; response?: string; unreachable: boolean }
  /** The content was under way and no answer came: the server may or may not have taken it. */
  | { kind: 'unknown'; detail: string };

export interface Delivery {
  /** Envelope addresses (RFC 5321): bare, no names. */
  from: string;
  to: string;
  /** Without angle brackets. */
  messageId: string;
  /** The whole message (RFC 5322). */
  content: Buffer;
  /**
   * Called once, before the first byte of content leaves: until then the server cannot take the mail. When it rejects,
   * nothing must be handed over; the outcome is `deferred`.
   */
  beforeContent(): Promise<void>;
  /** Fires when there is no more time. */
  signal: AbortSignal;
}

/** A way to hand mail over. */
export interface Transport {
  readonly name: string;
  /** Never rejects: whatever goes wrong is an outcome. */
  send(delivery: Delivery): Promise<Outcome>;
  close(): Promise<void>;
}
