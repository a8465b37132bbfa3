export { apiKeySuite, type KeyedService } from './api-key-suite.ts';
export { findChromium } from './chromium.ts';
export { eventually } from './eventually.ts';
export { brokerDefinitions, repositoryRoot, type TestInfrastructure, useInfrastructure } from './infrastructure.ts';
export { skipBecause, skipReason } from './skip.ts';
export { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';
export { createTestBroker, type TestBroker } from './test-broker.ts';
export { createTestDatabase, passwordOf, type TestDatabase } from './test-database.ts';
export { createTestRedis, type TestRedis } from './test-redis.ts';
