import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@oms/testing';
import { expect } from 'chai';
import { copyCheckout } from './checkout.ts';

describe('npm run consumers', function () {
  this.timeout(180_000);
  let checkout: string;
  before(() => {
    checkout = copyCheckout();
  });
  after(() => rmSync(checkout, { recursive: true, force: true }));

  function change(file: string, from: RegExp, to: string): void {
    const text = readFileSync(join(checkout, file), 'utf8');
    expect(text, file).to.match(from);
    writeFileSync(join(checkout, file), text.replace(from, to));
  }

  it('names whom a change of an event and of a route breaks, with the field, and nobody else', async () => {
    change('libs/contracts/src/events/auth.ts', /, previousEmail: z\.string\(\)/, '');
    change('services/orders/src/stock/stock.ts', / {2}available: z/, '  orderable: z');
    change('services/auth/src/forward-auth/routes.ts', /auth\/forward'/, "auth/forwarded'");
    const { code, out, err } = await runProgram(join(checkout, 'scripts', 'consumers.ts'), ['auth', 'orders'], {
      env: {},
    });
    expect([code, out]).to.deep.equal([1, '']);
    const groups = Object.fromEntries(err.split('\n\n').map((group) => [group.trim().split('\n')[0], group]));
    expect(groups.mailer).to.match(/services\/mailer\/src\/consumers\.ts:\d+ {2}.*'previousEmail' does not exist/);
    expect(groups['portal/console']).to.match(/product-page\.tsx:\d+ {2}.*'available' does not exist/);
    expect(groups['auth itself']).to.include('previousEmail');
    expect(groups['orders itself']).to.include('available');
    expect(groups['docker-stack.yml']).to.match(
      /docker-stack\.yml:\d+ {2}There is no route \/api\/v1\/auth\/forward\./,
    );
    expect(groups).to.not.have.any.keys('users', 'libs/client', 'portal/pages');
    const event = Object.keys(groups).find((line) => line.startsWith('oms.auth.email.changed.v1, received by '));
    expect(event).to.include('mailer (oms.mailer.mail)').and.include('users (oms.users.profiles)');
    expect(groups[event ?? '']).to.include('data.previousEmail is no longer there');
  });
});
