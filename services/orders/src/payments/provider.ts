import type { PaymentRecord } from './payment.ts';

/** Something to be done at a provider. Amounts in minor units. */
export interface Operation {
  /** The provider's idempotency key: however often it is sent, it is done once. */
  id: string;
  orderId: string;
  paymentId: string;
  kind: 'create' | 'capture' | 'void' | 'refund';
  /** To hold or capture, to capture of what is held, or to pay back; of a void what is held. */
  amount: number;
  refundId: string | null;
  /** How the provider calls it, of a refund that it has accepted. */
  reference: string | null;
  /** RFC 3339. */
  createdAt: string;
}

/**
 * What a provider says of a payment. All of it is cumulative, so that facts which come twice, late or in another order lead
 * to the same state; what it does not say is as before.
 */
export interface PaymentFact {
  reference?: string;
  /** All that was ever held, whatever became of it. A provider that captures by itself holds nothing. */
  everAuthorized?: number;
  /** All that was ever captured. */
  everCaptured?: number;
  /** It can neither hold nor capture any more; what is held and not captured is let go. */
  closed?: boolean;
  /** Where it stands while no money has moved. */
  phase?: 'pending' | 'requires_action' | 'failed';
  /** Why it was refused, for people. */
  failure?: string | null;
  refunds?: readonly RefundFact[];
  dispute?: DisputeFact;
  /** What the payer's client needs to go on; sealed before it is applied. */
  clientSecret?: string;
}

/** What a provider says of a refund. A later status of `pending`, `succeeded`, `failed` replaces an earlier one. */
export interface RefundFact {
  /** The operation that asked for it; null where somebody did so at the provider. */
  operationId: string | null;
  /** How the provider calls it. */
  reference: string | null;
  amount: number;
  status: 'pending' | 'succeeded' | 'failed';
  failure?: string | null;
}

/** What a provider says of a payment that its payer has taken back. A later status of `open`, `lost`, `won` replaces an earlier one. */
export interface DisputeFact {
  /** How the provider calls it. */
  reference: string;
  amount: number;
  status: 'open' | 'lost' | 'won';
  reason: string | null;
}

/** A provider will not do it, however often it is asked. The facts say what is true instead. */
export class ProviderRefusal extends Error {
  readonly fact: PaymentFact;

  constructor(message: string, fact: PaymentFact = {}) {
    super(message);
    this.name = 'ProviderRefusal';
    this.fact = fact;
  }
}

/** A webhook that its provider did not sign, or not lately. */
export class BadSignature extends Error {}

/** A webhook: what it tells of which payment. */
export interface ProviderEvent {
  /** The provider's id of it, the same each time it is sent. */
  id: string;
  type: string;
  /** Null where it tells nothing of a payment. */
  about: {
    paymentId: string | null;
    reference: string;
    /** ISO 4217, of all amounts in it. */
    currency: string;
    fact: PaymentFact;
  } | null;
}

/** What a provider is told of a payment that is to be made. */
export type PaymentToMake = Pick<
  PaymentRecord,
  'id' | 'orderId' | 'reference' | 'captureMethod' | 'amount' | 'currency' | 'details'
>;

export interface Provider {
  readonly name: string;
  /**
   * Whether the word of staff is all it takes: operations are then carried out in the transaction of the decision. Those of all
   * others are carried out after its commit, and again until they have an answer.
   */
  readonly isImmediate: boolean;
  /** What amounts of a currency have to be multiples of, in minor units; any amount is taken unless given. */
  stepOf?(currency: string): number;
  /**
   * Carries out an operation. Done twice, it has the effect and the answer of once.
   *
   * @throws {ProviderRefusal} where it will never be done; any other error where it can be tried again
   */
  carryOut(operation: Operation, payment: PaymentToMake): Promise<PaymentFact>;
  /**
   * Reads a webhook.
   *
   * @param body as it was sent
   * @throws {BadSignature}
   */
  readWebhook?(body: Buffer, header: (name: string) => string | undefined): ProviderEvent;
}

/** The providers that are configured, by name. */
export type Providers = ReadonlyMap<string, Provider>;
