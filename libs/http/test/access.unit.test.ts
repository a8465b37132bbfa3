import { expect } from 'chai';
import { administrator, anyone, describeAccess, maybeSignedIn, permission, signedIn } from '../src/access.ts';

describe('Who may call a route', () => {
  it('is told in words', () => {
    const told = [
      anyone(),
      maybeSignedIn(),
      signedIn(),
      signedIn({ keyPermission: 'orders:read' }),
      signedIn({ recentLogin: true }),
      permission('orders:write'),
      permission('payments:write', { recentLogin: 'people' }),
      permission('accounts:write', { recentLogin: true }),
      administrator(),
    ].map(describeAccess);
    expect(told).to.deep.equal([
      'For anyone.',
      'For anyone; whoever sends an `Authorization` header is known by it.',
      'For whoever is signed in.',
      'For whoever is signed in, and API keys with `orders:read`.',
      'For whoever is signed in. They must have signed in within the last ten minutes.',
      'For people and API keys with the permission `orders:write`.',
      'For people and API keys with the permission `payments:write`. People must have signed in within the last ten minutes.',
      'For people with the permission `accounts:write`. They must have signed in within the last ten minutes.',
      'For people with the role `admin`.',
    ]);
  });
});
