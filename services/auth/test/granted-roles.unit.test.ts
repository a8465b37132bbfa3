import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { readConfig } from '../src/config.ts';
import { grantedRoles } from '../src/sessions/granted-roles.ts';

describe('The roles that count in a session', () => {
  const required = { requireStaffMfa: true };

  it('are those of staff only where two factors were proved', () => {
    expect(grantedRoles(['customer', 'staff'], ['pwd'], required)).to.deep.equal(['customer']);
    expect(grantedRoles(['admin', 'customer'], ['fed'], required)).to.deep.equal(['customer']);
    expect(grantedRoles(['customer', 'staff'], ['pwd', 'otp', 'mfa'], required)).to.deep.equal(['customer', 'staff']);
    expect(grantedRoles(['admin', 'customer'], ['hwk', 'user', 'mfa'], required)).to.deep.equal(['admin', 'customer']);
  });

  it('are those of staff only with two factors in production, unless the settings say otherwise', () => {
    const environment = {
      DATABASE_URL: 'postgres://auth_service:8Jd1@postgres:5432/oms',
      AMQP_URL: 'amqp://oms:8Jd1@rabbitmq:5672',
      REDIS_URL: 'redis://:8Jd1@redis:6379',
      TOKEN_ISSUER: 'https://shop.example',
      PUBLIC_URL: 'https://shop.example',
      KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
      MAIL_SEALING_KEY: randomBytes(32).toString('base64url'),
    };
    const required = (settings: NodeJS.ProcessEnv) => readConfig({ ...environment, ...settings }).requireStaffMfa;
    expect(required({ NODE_ENV: 'production' })).to.equal(true);
    expect(required({ NODE_ENV: 'production', REQUIRE_STAFF_MFA: '' })).to.equal(true);
    expect(required({ NODE_ENV: 'production', REQUIRE_STAFF_MFA: 'false' })).to.equal(false);
    expect(required({ NODE_ENV: 'development' })).to.equal(false);
    expect(required({ NODE_ENV: 'development', REQUIRE_STAFF_MFA: 'true' })).to.equal(true);
  });

  it('are all of them where that is not required', () => {
    expect(grantedRoles(['admin', 'customer'], ['pwd'], { requireStaffMfa: false })).to.deep.equal([
      'admin',
      'customer',
    ]);
  });
});
