import { expect } from 'chai';
import { can, hasRole, isRecentLogin, type Principal } from '../src/index.ts';

const principal = (overrides: Partial<Principal> = {}): Principal => ({
  kind: 'person',
  subject: 'an account',
  roles: ['staff'],
  permissions: ['orders:read'],
  authTime: 1_000_000,
  amr: ['pwd'],
  ...overrides,
});

describe('A principal', () => {
  it('can do what its permissions name and nothing else', () => {
    expect(can(principal(), 'orders:read')).to.equal(true);
    expect(can(principal(), 'orders:write')).to.equal(false);
    expect(hasRole(principal(), 'staff')).to.equal(true);
    expect(hasRole(principal(), 'admin')).to.equal(false);
  });

  it('has logged in recently for ten minutes', () => {
    expect(isRecentLogin(principal(), 1_000_000 + 600)).to.equal(true);
    expect(isRecentLogin(principal(), 1_000_000 + 601)).to.equal(false);
  });

  it('has not logged in recently as an API key, without a time, or with a time in the future', () => {
    expect(isRecentLogin(principal({ kind: 'apiKey' }), 1_000_000)).to.equal(false);
    expect(isRecentLogin(principal({ authTime: undefined }), 1_000_000)).to.equal(false);
    expect(isRecentLogin(principal({ authTime: 2_000_000 }), 1_000_000)).to.equal(false);
  });
});
