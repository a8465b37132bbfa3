import { runConsole } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createMailerService } from './service.ts';

await runConsole((environment) => createMailerService(readConfig(environment)));
