import { runService } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createMailerService } from './service.ts';

await runService((environment) => createMailerService(readConfig(environment)));
