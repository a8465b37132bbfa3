import { runService } from '@oms/chassis';
import { readConfig } from './config.ts';
import { createPortalService } from './service.ts';

await runService((environment) => createPortalService(readConfig(environment)));
