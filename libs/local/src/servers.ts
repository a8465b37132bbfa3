import type { LaunchedProcess } from './processes.ts';

/** What every private server is started with. */
export interface ServerOptions {
  /** Its own data folder; kept between runs. */
  directory: string;
  logDirectory: string;
  pidDirectory: string;
  port: number;
  password: string;
  /** The data need not survive a crash of the machine: faster, for tests. */
  throwaway?: boolean;
}

export interface PrivateServer {
  process: LaunchedProcess;
  port: number;
  stop(): Promise<void>;
}
