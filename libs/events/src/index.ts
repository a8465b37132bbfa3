export { type Broker, type BrokerOptions, connectBroker } from './broker.ts';
export { MAX_EVENT_BYTES, queueName } from './names.ts';
export { type Occurrence, record, recordAll } from './record.ts';
export { createRelay, type Relay, type RelayOptions, type RelayTiming } from './relay.ts';
export { createEventTables, dropEventTables } from './tables.ts';
