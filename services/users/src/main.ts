import { runService } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createService } from './service.ts';

await runService((environment) => createService(readConfig(environment)));
