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
  /** Gives up a start that is under way. */
  signal?: AbortSignal;
}
