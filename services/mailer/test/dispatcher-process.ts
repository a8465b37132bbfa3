// A dispatcher in a process of its own, for tests to kill: OMS_FAILPOINTS says where it dies.
import { createDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { dispatcherTo } from './ledger.ts';

const { DATABASE_URL = '', SMTP_URL = '', SEALING_KEY = '' } = process.env;
const logger = createLogger({ service: 'mailer', level: 'silent' });
const db = createDatabase({ url: DATABASE_URL, applicationName: 'mailer-killed', logger });
await dispatcherTo(SMTP_URL, { db, sealingKey: Buffer.from(SEALING_KEY, 'base64url') }).start();
