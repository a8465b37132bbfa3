import { randomUUID } from 'node:crypto';
import { apiKeySuite } from '@oms/testing';
import { startUsers, type UsersUnderTest } from './users-harness.ts';

describe('API keys at users', () => {
  let users: UsersUnderTest;
  before(async () => {
    users = await startUsers();
  });
  after(() => users?.stop());

  apiKeySuite(() => users, {
    allowed: { path: () => '/api/v1/users', permission: 'users:read' },
    forbidden: { method: 'PATCH', path: `/api/v1/users/${randomUUID()}` },
  });
});
