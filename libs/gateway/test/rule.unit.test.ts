import { expect } from 'chai';
import fc from 'fast-check';
import { defaultPriority, matches, parseRule, type RouteTarget, type Rule, RuleError } from '../src/rule.ts';

const answers = (rule: string, path: string, host = 'shop.example'): boolean =>
  matches(parseRule(rule), { path, host });
const refusal = (rule: string): string => {
  try {
    parseRule(rule);
  } catch (error) {
    if (error instanceof RuleError) return error.message;
    throw error;
  }
  throw new Error(`${rule} was not refused`);
};

describe('A router rule', () => {
  it('takes Path as the whole path', () => {
    expect(answers('Path(`/openapi.json`)', '/openapi.json')).to.equal(true);
    for (const path of ['/openapi.json/', '/openapi.jsonx', '/OpenAPI.json', '/a/openapi.json', '/']) {
      expect(answers('Path(`/openapi.json`)', path), path).to.equal(false);
    }
  });

  it('takes PathPrefix as the beginning of the text, not of the segments', () => {
    for (const path of ['/docs', '/docs/', '/docs/a', '/docsearch']) {
      expect(answers('PathPrefix(`/docs`)', path), path).to.equal(true);
    }
    for (const path of ['/doc', '/a/docs', '/']) expect(answers('PathPrefix(`/docs`)', path), path).to.equal(false);
    expect(answers('PathPrefix(`/docs/`)', '/docs')).to.equal(false);
  });

  it('compares paths byte by byte', () => {
    expect(answers('PathPrefix(`/größe`)', Buffer.from('/größe/1', 'utf8').toString('latin1'))).to.equal(true);
  });

  it('takes Host without regard to case, with a wildcard for one label, and one trailing dot', () => {
    expect(answers('Host(`Shop.Example`)', '/', 'shop.example')).to.equal(true);
    expect(answers('Host(`shop.example`)', '/', 'other.example')).to.equal(false);
    expect(answers('Host(`*.example`)', '/', 'shop.example')).to.equal(true);
    expect(answers('Host(`*.example`)', '/', 'a.shop.example')).to.equal(false);
    expect(answers('Host(`*.example`)', '/', 'example')).to.equal(false);
    expect(answers('Host(`*`)', '/', '')).to.equal(true);
    expect(answers('Host(`shop.example`)', '/', '')).to.equal(false);
    expect(answers('Host(`shop.example.`)', '/', 'shop.example')).to.equal(true);
    expect(answers('Host(`shop.example`)', '/', 'shop.example.')).to.equal(true);
  });

  it('binds && tighter than ||, and parentheses tightest', () => {
    const rule = 'Path(`/a`) || Path(`/b`) && Host(`x`)';
    expect(answers(rule, '/a', 'y')).to.equal(true);
    expect(answers(rule, '/b', 'y')).to.equal(false);
    expect(answers('(Path(`/a`) || Path(`/b`)) && Host(`x`)', '/a', 'y')).to.equal(false);
    expect(answers('(Path(`/a`) || Path(`/b`)) && Host(`x`)', '/b', 'x')).to.equal(true);
  });

  it('takes double quotes with escaped quotes, and the spellings of a name that Traefik takes', () => {
    expect(answers(String.raw`path("/a\"b\\c")`, String.raw`/a"b\c`)).to.equal(true);
    for (const name of ['PathPrefix', 'pathprefix', 'PATHPREFIX', 'Pathprefix']) {
      expect(answers(`${name}(\`/a\`)`, '/ab')).to.equal(true);
    }
    expect(refusal('pathPrefix(`/a`)')).to.contain('pathPrefix(...)');
  });

  it('refuses every other matcher and operator by name and says what is understood', () => {
    expect(refusal('Headers(`X-A`, `1`) && Path(`/a`)')).to.equal(
      'uses Headers(...), which the development gateway does not understand; ' +
        'it understands Host(...), Path(...), PathPrefix(...), &&, || and parentheses',
    );
    for (const name of ['HostRegexp', 'PathRegexp', 'Method', 'Query', 'Header', 'ClientIP']) {
      expect(refusal(`Path(\`/a\`) || ${name}(\`x\`)`)).to.contain(`uses ${name}(...)`);
    }
    expect(refusal('!Path(`/a`)')).to.contain('uses the operator !');
    expect(refusal('Path(`/a`) & Host(`b`)')).to.contain('uses &');
  });

  it('refuses what Traefik v3 refuses, saying what is wrong', () => {
    expect(refusal('Host(`a`, `b`)')).to.contain('more than one argument; join matchers with ||');
    expect(refusal('Path()')).to.contain('has ) where a quoted argument for Path belongs');
    expect(refusal('Path(``)')).to.contain('gives Path an empty argument');
    expect(refusal('PathPrefix(`api`)')).to.contain('does not begin with a /');
    expect(refusal('Host(`bücher.example`)')).to.contain('punycode');
    expect(refusal("Path('/a')")).to.contain('quote with backticks');
    expect(refusal('Path(`/a)')).to.contain('string that does not end');
    expect(refusal('(Path(`/a`)')).to.contain('has the end of the rule where a closing parenthesis belongs');
    expect(refusal('Path(`/a`) Path(`/b`)')).to.contain('has Path where && or || belongs');
    expect(refusal('Path(`/a`) ||')).to.contain('has the end of the rule where a matcher belongs');
    expect(refusal('')).to.contain('where a matcher belongs');
    expect(refusal('`/a`')).to.contain('the string "/a"');
  });

  it('refuses a line break after a matcher and takes one after an operator or at the end', () => {
    expect(refusal('Path(`/a`)\n|| Path(`/b`)')).to.contain('break the line after && or ||');
    expect(answers('(\nPath(`/a`) ||\n  Path(`/b`))\n', '/b')).to.equal(true);
  });

  it('has the length of its text in bytes as its priority', () => {
    expect(defaultPriority('Path(`/ä`)')).to.equal(11);
  });

  const leaf = fc.oneof(
    fc.record({
      kind: fc.constant('host' as const),
      value: fc.constantFrom('a.example', 'b.example', '*.example', '*'),
    }),
    fc.record({
      kind: fc.constantFrom('path' as const, 'pathPrefix' as const),
      value: fc.constantFrom('/', '/a', '/a/', '/ab', '/b/"c', '/ü'),
    }),
  );
  const { rule: anyRule } = fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('rule'), right: tie('rule') }),
    ),
  }));
  const names = { host: 'Host', path: 'Path', pathPrefix: 'PathPrefix' };
  const write = (rule: Rule, quote: '`' | '"'): string =>
    'value' in rule
      ? `${names[rule.kind]}(${quote === '`' ? `\`${rule.value}\`` : JSON.stringify(rule.value)})`
      : `(${write(rule.left, quote)}${rule.kind === 'and' ? '&&' : ' || '}${write(rule.right, quote)})`;
  const anyTarget: fc.Arbitrary<RouteTarget> = fc.record({
    host: fc.constantFrom('', 'a.example', 'b.example', 'example'),
    path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/ab', '/b/"c', '/Ã¼', '/c'),
  });

  it('reads back whatever is written out, in either quotes', () => {
    fc.assert(
      fc.property(anyRule, fc.constantFrom('`' as const, '"' as const), (rule, quote) => {
        expect(parseRule(write(rule, quote))).to.deep.equal(rule);
      }),
    );
  });

  it('without parentheses answers like JavaScript with the same operators', () => {
    const flat = fc.tuple(leaf, fc.array(fc.tuple(fc.constantFrom('&&', '||'), leaf), { maxLength: 6 }));
    fc.assert(
      fc.property(flat, anyTarget, ([first, rest], target) => {
        const text = [write(first, '`'), ...rest.map(([operator, next]) => `${operator} ${write(next, '`')}`)].join(
          ' ',
        );
        // The oracle groups by || first, then by &&.
        const groups = [[first]];
        for (const [operator, next] of rest) {
          if (operator === '||') groups.push([next]);
          else groups.at(-1)?.push(next);
        }
        const expected = groups.some((group) => group.every((matcher) => matches(matcher, target)));
        expect(matches(parseRule(text), target)).to.equal(expected);
      }),
    );
  });

  it('either parses or refuses any text, and never fails otherwise', () => {
    const piece = fc.constantFrom(
      'Host',
      'Path',
      '(',
      ')',
      '`/a`',
      '"/b"',
      '"',
      '`',
      '&&',
      '||',
      '!',
      ',',
      ' ',
      '\n',
      'é',
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        try {
          parseRule(pieces.join(''));
        } catch (error) {
          expect(error).to.be.instanceOf(RuleError);
        }
      }),
    );
  });
});
