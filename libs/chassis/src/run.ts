import { setFlagsFromString } from 'node:v8';
import { ConfigError } from '@oms/config';
import type { Service } from './service.ts';

/**
 * Runs a service as this process: the body of a service's `main.ts`. Prints every problem of the configuration and exits
 * with 78 (EX_CONFIG of sysexits.h); stops in order on SIGTERM and SIGINT; exits with 1 when the service cannot start.
 */
export async function runService(
  create: (environment: NodeJS.ProcessEnv) => Service | Promise<Service>,
): Promise<void> {
  // In a heap that is limited, as by the memory of a container, V8 leaves less than a third of what lives as room to work, and then
  // collects as much as it works. Of 40 MB that live we can afford as much again.
  setFlagsFromString('--heap-growing-percent=100');
  let service: Service;
  try {
    service = await create(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exit(error instanceof ConfigError ? 78 : 1);
  }
  let told = false;
  const stop = (): void => {
    told = true;
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    await service.start();
    await service.ready();
  } catch (error) {
    // Told to stop before it was ready, which is no failure: `stop` ends the process.
    if (told) return;
    process.stderr.write(`${service.name} cannot run: ${(error as Error).message}\n`);
    await service.stop();
    process.exit(1);
  }
}
