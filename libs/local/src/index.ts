export { type Infrastructure, type InfrastructureOptions, startInfrastructure } from './infrastructure.ts';
export { ensurePrograms, findPrograms, onPath, type Programs } from './packages.ts';
export { freePort, isListening, isPortFree, portHolder, rememberedPorts, requirePort } from './ports.ts';
export { type PostgresServer, startPostgres } from './postgres.ts';
export { type LaunchedProcess, lastLines, launch, stopLeftovers } from './processes.ts';
export { type RabbitmqServer, startRabbitmq } from './rabbitmq.ts';
export { type RedisServer, startRedis } from './redis.ts';
export { createVhost, deleteVhost } from './virtual-hosts.ts';
