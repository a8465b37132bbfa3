import { expect } from 'chai';
import { Breaker } from '../src/messages/breaker.ts';

describe('the breaker before the mail server', () => {
  it('lets everything through while the server answers', () => {
    expect(new Breaker().allowed(5, 0)).to.equal(5);
  });

  it('lets nothing through after a failure, then one message to see', () => {
    const breaker = new Breaker();
    expect(breaker.failed(0)).to.equal(true);
    expect(breaker.allowed(5, 499)).to.equal(0);
    expect(breaker.waitMs(100)).to.equal(400);
    expect(breaker.allowed(5, 500)).to.equal(1);
  });

  it('waits longer after each failure, up to fifteen seconds', () => {
    const breaker = new Breaker();
    breaker.failed(0);
    expect(breaker.failed(0)).to.equal(false);
    expect(breaker.waitMs(0)).to.equal(1_000);
    for (let count = 0; count < 40; count += 1) breaker.failed(0);
    expect(breaker.waitMs(0)).to.equal(15_000);
  });

  it('is as before once a message got through', () => {
    const breaker = new Breaker();
    breaker.failed(0);
    expect(breaker.succeeded()).to.equal(true);
    expect(breaker.allowed(5, 0)).to.equal(5);
    expect(breaker.succeeded()).to.equal(false);
  });
});
