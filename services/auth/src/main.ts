import { runService } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createAuthService } from './service.ts';

await runService((environment) => createAuthService(readConfig(environment)));
