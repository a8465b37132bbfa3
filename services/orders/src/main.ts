import { runService } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createOrdersService } from './service.ts';

await runService((environment) => createOrdersService(readConfig(environment)));
