export { type DevelopmentKey, developmentKey } from './development-keys.ts';
export { portSetting, readEnvironment, required, settingsFor } from './environment.ts';
export { type Infrastructure, type InfrastructureOptions, startInfrastructure } from './infrastructure.ts';
export { type MailCatcherOptions, startMailCatcher } from './maildev.ts';
export { memorySettings, withMemorySettings } from './memory-settings.ts';
export {
  ensureBrowser,
  ensurePgBackRest,
  ensurePrograms,
  ensurePromtool,
  ensureWrk,
  findPrograms,
  onPath,
  type Programs,
} from './packages.ts';
export { freePort, isListening, isPortFree, knownPorts, portHolder, rememberedPorts, requirePort } from './ports.ts';
export { type PostgresOptions, postgresAdminUrl, startPostgres } from './postgres.ts';
export { type LaunchedProcess, lastLines, launch, run, stopLeftovers, waitForAnswer } from './processes.ts';
export { answersOk } from './program.ts';
export { amqpUrl } from './rabbitmq.ts';
export { removeData, removeState } from './state.ts';
export { claimStateDirectory, type Supervised, stopInReverse, supervise } from './supervisor.ts';
export { environmentInSystem, type System, type SystemOptions, serviceNames, startSystem } from './system.ts';
export { ownedDirectory, serverUser } from './users.ts';
export { createVhost, deleteVhost } from './virtual-hosts.ts';
