import { commonSettings } from '@oms/chassis';
import { readSettings } from '@oms/config';

const { environment, host, port, logLevel, logFormat, drainDelay, trustedProxies } = commonSettings;

/** @throws ConfigError naming everything that is wrong */
export const readConfig = (source: NodeJS.ProcessEnv) =>
  readSettings(source, { environment, host, port, logLevel, logFormat, drainDelay, trustedProxies });

export type PortalConfig = ReturnType<typeof readConfig>;
