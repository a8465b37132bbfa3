import { runConsole } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createUsersService } from './service.ts';

await runConsole((environment) => createUsersService(readConfig(environment)));
