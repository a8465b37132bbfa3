export { type Broker, type BrokerOptions, connectBroker } from './broker.ts';
export { type Consumer, type ConsumerOptions, createConsumer } from './consumer.ts';
export { type DeadLetter, type DeadLetters, deadLetters } from './dead-letters.ts';
export { type DeclaredConsumer, topologyDefinitions } from './definitions.ts';
export { type EventHandler, on } from './handler.ts';
export { MAX_EVENT_BYTES, queueName, RETRY_DELAYS_MS } from './names.ts';
export { type Occurrence, record, recordAll } from './record.ts';
export { createRelay, type Relay, type RelayOptions, type RelayTiming } from './relay.ts';
export { createEventTables, dropEventTables } from './tables.ts';
