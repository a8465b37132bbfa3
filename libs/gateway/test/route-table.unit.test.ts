import { expect } from 'chai';
import fc from 'fast-check';
import { ambiguities, createRouteTable, overlap, type Router } from '../src/route-table.ts';
import { defaultPriority, matches, parseRule } from '../src/rule.ts';

const router = (name: string, rule: string, priority = defaultPriority(rule)): Router => ({
  name,
  rule,
  parsed: parseRule(rule),
  priority,
  service: name,
  entryPoints: [],
});
const overlapping = (first: string, second: string): boolean => overlap(parseRule(first), parseRule(second));

describe('A table of routes', () => {
  it('gives a request to the longest rule that matches it', () => {
    const find = createRouteTable([router('short', 'PathPrefix(`/api`)'), router('long', 'PathPrefix(`/api/v1`)')]);
    expect(find({ host: '', path: '/api/v1/orders' })?.name).to.equal('long');
    expect(find({ host: '', path: '/api/v2' })?.name).to.equal('short');
    expect(find({ host: '', path: '/' })).to.equal(undefined);
  });

  it('puts a set priority before the length', () => {
    const find = createRouteTable([router('long', 'PathPrefix(`/api/v1`)'), router('first', 'PathPrefix(`/`)', 100)]);
    expect(find({ host: '', path: '/api/v1' })?.name).to.equal('first');
  });

  it('names two rules of one priority that match the same requests', () => {
    const found = ambiguities([
      router('one', 'Path(`/a`) || PathPrefix(`/b`)'),
      router('two', 'PathPrefix(`/b`) || Path(`/c`)'),
      router('three', 'PathPrefix(`/d`) || Path(`/e`)'),
    ]);
    expect(found).to.have.length(1);
    expect(found[0]).to.match(/^Routers one and two .* \(30\); set traefik\.http\.routers\.one\.priority/);
  });

  it('knows rules that no request can match both', () => {
    expect(overlapping('Path(`/a`)', 'Path(`/b`)')).to.equal(false);
    expect(overlapping('PathPrefix(`/a`)', 'PathPrefix(`/b`)')).to.equal(false);
    expect(overlapping('PathPrefix(`/a/b`)', 'PathPrefix(`/a`)')).to.equal(true);
    expect(overlapping('Path(`/a`)', 'PathPrefix(`/a/`)')).to.equal(false);
    expect(overlapping('Host(`a`) && PathPrefix(`/`)', 'Host(`b`)')).to.equal(false);
    expect(overlapping('Host(`*.example`)', 'Host(`a.example`)')).to.equal(true);
    expect(overlapping('Host(`*.example`)', 'Host(`*`)')).to.equal(true);
    expect(overlapping('(Host(`a`) || Host(`b`)) && Path(`/x`)', 'Host(`b`) && PathPrefix(`/x`)')).to.equal(true);
  });

  it('never calls rules apart that one request matches', () => {
    const path = fc.constantFrom('/', '/a', '/ab', '/a/b', '/b');
    const leaf = fc.oneof(
      path.map((value) => `Path(\`${value}\`)`),
      path.map((value) => `PathPrefix(\`${value}\`)`),
      fc.constantFrom('a.x', 'b.x', '*.x', '*').map((value) => `Host(\`${value}\`)`),
    );
    const rule = fc
      .array(fc.array(leaf, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
      .map((groups) => groups.map((group) => group.join(' && ')).join(' || '));
    const target = fc.record({ host: fc.constantFrom('', 'a.x', 'b.x', 'c.x', 'y'), path });
    fc.assert(
      fc.property(rule, rule, target, (first, second, request) => {
        fc.pre(matches(parseRule(first), request) && matches(parseRule(second), request));
        expect(overlapping(first, second)).to.equal(true);
      }),
    );
  });
});
