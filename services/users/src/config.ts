import { commonSettings, jwksSettings } from '@oms/chassis';
import { readSettings } from '@oms/config';

const settings = { ...commonSettings, ...jwksSettings };

/** @throws {ConfigError} naming everything that is missing or wrong */
export const readConfig = (environment: NodeJS.ProcessEnv) => readSettings(environment, settings);

/** @throws {ConfigError} as {@link readConfig} */
export const readEraseAgainConfig = (environment: NodeJS.ProcessEnv) =>
  readSettings(environment, {
    databaseUrl: commonSettings.databaseUrl,
    logLevel: commonSettings.logLevel,
    logFormat: commonSettings.logFormat,
  });

export type Config = ReturnType<typeof readConfig>;
