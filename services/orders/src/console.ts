import { runConsole } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createOrdersService } from './service.ts';

await runConsole((environment) => createOrdersService(readConfig(environment)));
