import { runService } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createUsersService } from './service.ts';

await runService((environment) => createUsersService(readConfig(environment)));
