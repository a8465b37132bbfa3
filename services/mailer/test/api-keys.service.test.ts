import { apiKeySuite } from '@oms/testing';
import { type RunningMailer, startMailer } from './mailer.ts';

describe('API keys at the mailer', () => {
  let mailer: RunningMailer;
  before(async () => {
    mailer = await startMailer('smtp://127.0.0.1:1');
  });
  after(() => mailer?.stop());

  apiKeySuite(() => mailer, {
    allowed: { path: () => '/api/v1/mail/messages', permission: 'mail:read' },
    forbidden: { method: 'GET', path: '/api/v1/mail/suppressions' },
  });
});
