import { Problem } from '@oms/http';
import { expect } from 'chai';
import { isCommonPassword } from '../src/passwords/common-passwords.ts';
import { createPasswordHasher } from '../src/passwords/password-hasher.ts';
import { faultOf, isGuessable } from '../src/passwords/password-policy.ts';
import { createWorkQueue, QueueFullError } from '../src/passwords/work-queue.ts';

describe('The password policy', () => {
  const never = () => false;

  it('asks for 15 to 128 characters and for no kind of character', async () => {
    expect(await faultOf('x1'.repeat(7), [], never)).to.equal('password_too_short');
    expect(await faultOf('seven otters so', [], never)).to.equal(undefined);
    expect(await faultOf('seven otters so '.repeat(8), [], never)).to.equal(undefined);
    expect(await faultOf(`${'seven otters so '.repeat(8)}!`, [], never)).to.equal('password_too_long');
  });

  it('refuses what an attacker tries first', () => {
    for (const password of ['aaaaaaaaaaaaaaa', 'xyxyxyxyxyxyxyx', 'Abcdefghijklmnop', '098765432109876']) {
      expect(isGuessable(password), password).to.equal(true);
    }
    expect(isGuessable('ada@example.com', ['Ada@Example.com'])).to.equal(true);
    expect(isGuessable('augusta ada king', ['Augusta Ada King'])).to.equal(true);
    expect(isGuessable('seven quiet otters', ['ada@example.com', null])).to.equal(false);
  });

  it('refuses what is made of words of this system and little else', () => {
    for (const password of [
      'OMS-Administrator-2026',
      'order management!!',
      'shop.staff.password',
      'my orders, account',
    ]) {
      expect(isGuessable(password), password).to.equal(true);
    }
    for (const password of ['a portal of seven otters', 'customer lanterns 12', '481516234248151623']) {
      expect(isGuessable(password), password).to.equal(false);
    }
  });

  it('refuses short passwords of everybody’s list, which is asked where a second factor lets them be short', async () => {
    for (const password of [
      'Sunshine1!',
      'iloveyou',
      'Tru5tno1',
      'Summer2026',
      'football99',
      'qwertyui',
      '12345678',
      'abababab',
    ]) {
      expect(await faultOf(password, [], isCommonPassword, 8), password).to.equal('password_breached');
    }
    expect(await faultOf('moss-ibex', [], isCommonPassword, 8)).to.equal(undefined);
    expect(await faultOf('moss-ib', [], isCommonPassword, 8)).to.equal('password_too_short');
  });

  it('refuses long passwords of everybody’s list, however they are spelled', () => {
    for (const password of [
      'passwordpassword',
      'P4ssword-P4ssword',
      'Administrator 2024',
      'i love you forever!!',
      '1qaz2wsx3edc4rfv',
    ]) {
      expect(isCommonPassword(password), password).to.equal(true);
    }
    for (const password of [
      'seven quiet otters paint',
      'dev-only-Adm1n-lantern-quarry',
      'correct horse battery staple',
    ]) {
      expect(isCommonPassword(password), password).to.equal(false);
    }
  });
});

describe('The password hasher', () => {
  it('takes a password however it was typed, and no other', async () => {
    const hasher = await createPasswordHasher();
    const stored = await hasher.hash('caf\u00e9 au lait, please');
    expect(await hasher.verify(stored, 'cafe\u0301 au lait, please')).to.deep.equal({ matches: true, outdated: false });
    expect((await hasher.verify(stored, 'cafe au lait, please')).matches).to.equal(false);
    expect((await hasher.verify(undefined, 'anything')).matches).to.equal(false);
  });

  it('refuses work when too many wait, rather than answer too late', async () => {
    const hasher = await createPasswordHasher({ concurrency: 1, waiting: 1 });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => hasher.verify(undefined, 'x')));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled', 'rejected']);
    const [, , refused] = outcomes;
    const reason = refused?.status === 'rejected' ? refused.reason : undefined;
    expect(reason).to.be.instanceOf(Problem);
    expect((reason as Problem).definition.code).to.equal('overloaded');
  });
});

describe('A work queue', () => {
  it('runs no more at a time than it may, in the order they came', async () => {
    const queue = createWorkQueue({ concurrency: 2, waiting: 10 });
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map((number) =>
        queue(async () => {
          order.push(number);
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
        }),
      ),
    );
    expect(most).to.equal(2);
    expect(order).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('goes on after work that failed', async () => {
    const queue = createWorkQueue({ concurrency: 1, waiting: 0 });
    const failure = await queue(() => Promise.reject(new Error('broken'))).catch((error: Error) => error.message);
    expect(failure).to.equal('broken');
    expect(await queue(async () => 'works')).to.equal('works');
    const blocked = queue(() => new Promise<void>((resolve) => setImmediate(resolve)));
    const refused = await queue(async () => undefined).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(QueueFullError);
    await blocked;
  });
});
