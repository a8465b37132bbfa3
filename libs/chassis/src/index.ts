export { apiKeyConsumer } from './api-keys/consumer.ts';
export { createApiKeyTable, dropApiKeyTable } from './api-keys/table.ts';
export { type NoteApiKeyUse, reportApiKeyUse } from './api-keys/use.ts';
export { type Chassis, type ChassisOptions, createChassis } from './chassis.ts';
export { every, type Worker } from './every.ts';
export { Lifecycle } from './lifecycle.ts';
export { runService } from './run.ts';
export { type ConsumerParts, createService, type Service, type ServiceParts } from './service.ts';
export { type CommonSettings, commonSettings, jwksSettings } from './settings.ts';
