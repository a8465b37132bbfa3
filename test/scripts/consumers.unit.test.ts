import { expect } from 'chai';
import { findingsIn, report } from '../../scripts/consumers/findings.ts';

const output = `services/mailer/src/consumers.ts(95,26): error TS2339: Property 'previousEmail' does not exist on type '{ email: string; }'.
services/portal/console/src/pages/product-page.tsx(114,31): error TS2345: Argument of type 'number | undefined' is not assignable to parameter of type 'number'.
  Type 'undefined' is not assignable to type 'number'.
.oms/consumers/client/session.ts(30,9): error TS2339: Property 'expiresIn' does not exist on type '{ accessToken: string; }'.
services/auth/src/emails/change-email.ts(80,7): error TS2353: Object literal may only specify known properties, and 'previousEmail' does not exist in type '{ email: string; }'.
libs/chassis/src/api-keys/consumer.ts(9,3): error TS2741: Property 'hash' is missing in type '{ id: string; }'.
`;

describe('What the compiler says of those who read events and call routes', () => {
  it('is told by who it is, where, and which field', () => {
    expect(findingsIn(output).map(({ consumer, place }) => [consumer, place])).to.deep.equal([
      ['mailer', 'services/mailer/src/consumers.ts:95'],
      ['portal/console', 'services/portal/console/src/pages/product-page.tsx:114'],
      ['libs/client', 'libs/client/src/session.ts:30'],
      ['auth', 'services/auth/src/emails/change-email.ts:80'],
      ['libs/chassis', 'libs/chassis/src/api-keys/consumer.ts:9'],
    ]);
    expect(findingsIn(output)[0]?.says).to.include("'previousEmail' does not exist");
    expect(findingsIn(output)[1]?.says).to.match(
      /^Argument.* … Type 'undefined' is not assignable to type 'number'\.$/,
    );
  });

  it('begins with who was changed, whose own mistakes may be the cause of the others', () => {
    expect(report(findingsIn(output), ['auth']).match(/^\S.*$/gm)).to.deep.equal([
      'auth itself',
      'mailer',
      'portal/console',
      'libs/client',
      'libs/chassis',
    ]);
  });

  it('is nothing where all find what they read', () => {
    expect(findingsIn('')).to.deep.equal([]);
  });
});
