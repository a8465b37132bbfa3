import { runConsole } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createAuthService } from './service.ts';

await runConsole((environment) => createAuthService(readConfig(environment)));
