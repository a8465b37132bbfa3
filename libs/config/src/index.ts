export { ConfigError, readSettings } from './read-settings.ts';
export { env, type Setting } from './setting.ts';
