import { expect } from 'chai';
import { readRequestTarget } from '../src/request-target.ts';

describe('The target of a request', () => {
  const forwarded = (target: string): string | undefined => readRequestTarget(target, 'localhost')?.url;
  const routed = (target: string): string | undefined => readRequestTarget(target, 'localhost')?.path;

  it('loses repeated slashes and dot segments, also encoded ones, before it is routed and forwarded', () => {
    expect(forwarded('//api//v1///orders/')).to.equal('/api/v1/orders/');
    expect(forwarded('/docs/../api/./v1')).to.equal('/api/v1');
    expect(forwarded('/docs/%2e%2E/api')).to.equal('/api');
    expect(forwarded('/../../etc')).to.equal('/etc');
    expect(forwarded('/a/..')).to.equal('/');
    expect(forwarded('/a/.')).to.equal('/a');
  });

  it('keeps the query as it came, but for semicolons', () => {
    expect(forwarded('/a//b?q=//..%2f&x=%e4?')).to.equal('/a/b?q=//..%2f&x=%e4?');
    expect(forwarded('/a;b?c;d')).to.equal('/a;b?c&d');
  });

  it('never takes an encoded slash for a separator', () => {
    expect(forwarded('/docs%2f..%2fapi')).to.equal('/docs%2F..%2Fapi');
    expect(routed('/docs%2f..%2fapi')).to.equal('/docs%2F..%2Fapi');
    expect(routed('/a%252Fb')).to.equal('/a%252Fb');
  });

  it('is routed by what unreserved and other harmless codes stand for', () => {
    expect(forwarded('/%61pi/%7Euser')).to.equal('/api/~user');
    expect(routed('/two%20words')).to.equal('/two words');
    expect(forwarded('/two%20words')).to.equal('/two%20words');
    expect(routed('/gr%c3%b6%c3%9fe')).to.equal(Buffer.from('/größe').toString('latin1'));
  });

  it('is encoded anew where it holds characters that no path may hold', () => {
    expect(forwarded('/a^b|"')).to.equal('/a%5Eb%7C%22');
  });

  it('is refused with a broken percent-code, a fragment or without a slash', () => {
    for (const target of ['/a%', '/a%2', '/a%zz', '/a#b', '*', 'a/b'])
      expect(forwarded(target), target).to.equal(undefined);
  });

  it('names the host without port and in lower case', () => {
    expect(readRequestTarget('/', 'Shop.Example:8080')?.host).to.equal('shop.example');
    expect(readRequestTarget('/', '[::1]:8080')?.host).to.equal('::1');
    expect(readRequestTarget('/', '127.0.0.1')?.host).to.equal('127.0.0.1');
    expect(readRequestTarget('/', undefined)?.host).to.equal('');
  });

  it('in absolute form names the host itself', () => {
    expect(readRequestTarget('http://A.example:81/x?y', 'ignored')).to.deep.equal({
      host: 'a.example',
      path: '/x',
      url: '/x?y',
      authority: 'A.example:81',
    });
    expect(readRequestTarget('http://a.example?y', undefined)?.url).to.equal('/?y');
  });
});
