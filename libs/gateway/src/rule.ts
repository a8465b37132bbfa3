/** A router rule of Traefik v3, as far as the development gateway understands it. */
export type Rule =
  | { readonly kind: 'host' | 'path' | 'pathPrefix'; readonly value: string }
  | { readonly kind: 'and' | 'or'; readonly left: Rule; readonly right: Rule };

/** What a rule looks at: see `readRequestTarget`. */
export interface RouteTarget {
  /** Lower case, without port. Empty where the client named none. */
  readonly host: string;
  /** Cleaned and percent-decoded as Traefik does before routing, one character a byte (latin1). */
  readonly path: string;
}

/** Why a rule cannot be used, as the end of a sentence that begins with the rule's owner. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

type Token =
  | { kind: 'name' | 'string' | 'symbol'; text: string }
  | { kind: 'lineBreak'; text: '\n' }
  | { kind: 'unreadable'; text: string }
  | { kind: 'end'; text: 'the end of the rule' };

const understood = 'it understands Host(...), Path(...), PathPrefix(...), &&, || and parentheses';
const symbols = ['&&', '||', '(', ')', ',', '!'];

/**
 * Parses a rule. `&&` binds tighter than `||`; strings stand in backticks, or in double quotes with `\"` and `\\`.
 *
 * @throws {RuleError} for whatever Traefik refuses, and for matchers and operators that only Traefik understands.
 */
export function parseRule(text: string): Rule {
  const tokens = tokenize(text);
  let next = 0;
  const peek = (): Token => tokens[next] ?? { kind: 'end', text: 'the end of the rule' };
  const take = (): Token => {
    const token = peek();
    next += 1;
    return token;
  };
  const takeSymbol = (symbol: string, what: string): void => {
    const token = take();
    if (token.kind !== 'symbol' || token.text !== symbol) throw unexpected(token, what);
  };

  const either = (): Rule => {
    let left = both();
    while (peek().text === '||') {
      next += 1;
      left = { kind: 'or', left, right: both() };
    }
    return left;
  };
  const both = (): Rule => {
    let left = operand();
    while (peek().text === '&&') {
      next += 1;
      left = { kind: 'and', left, right: operand() };
    }
    return left;
  };
  const operand = (): Rule => {
    const token = take();
    if (token.kind === 'symbol' && token.text === '!') {
      throw new RuleError(`uses the operator !, which the development gateway does not understand; ${understood}`);
    }
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = either();
      takeSymbol(')', 'a closing parenthesis');
      return inner;
    }
    if (token.kind !== 'name') throw unexpected(token, 'a matcher');
    const kind = matcherKind(token.text);
    takeSymbol('(', `an opening parenthesis after ${token.text}`);
    const argument = take();
    if (argument.kind !== 'string') throw unexpected(argument, `a quoted argument for ${token.text}`);
    if (peek().text === ',') throw new RuleError(`gives ${token.text} more than one argument; join matchers with ||`);
    takeSymbol(')', `a closing parenthesis after the argument of ${token.text}`);
    return matcher(kind, token.text, argument.text);
  };

  const rule = either();
  if (peek().kind !== 'end') throw unexpected(peek(), '&& or ||');
  return rule;
}

function unexpected(token: Token, wanted: string): RuleError {
  if (token.kind === 'unreadable') return unreadable(token.text);
  if (token.kind === 'lineBreak') {
    return new RuleError('has a line break after a matcher, which Traefik refuses; break the line after && or ||');
  }
  const found = token.kind === 'string' ? `the string "${token.text}"` : token.text;
  return new RuleError(`has ${found} where ${wanted} belongs`);
}

/** Traefik takes a matcher's name as documented, in lower case, in upper case, and with its first letter alone in upper case. */
function matcherKind(name: string): 'host' | 'path' | 'pathPrefix' {
  switch (name) {
    case 'Host':
    case 'host':
    case 'HOST':
      return 'host';
    case 'Path':
    case 'path':
    case 'PATH':
      return 'path';
    case 'PathPrefix':
    case 'pathprefix':
    case 'PATHPREFIX':
    case 'Pathprefix':
      return 'pathPrefix';
    default:
      throw new RuleError(`uses ${name}(...), which the development gateway does not understand; ${understood}`);
  }
}

function matcher(kind: 'host' | 'path' | 'pathPrefix', name: string, value: string): Rule {
  if (value === '') throw new RuleError(`gives ${name} an empty argument`);
  if (kind === 'host') {
    if (/[^\0-\x7f]/.test(value)) throw new RuleError(`gives ${name} "${value}"; write the host in ASCII (punycode)`);
    return { kind, value: value.toLowerCase() };
  }
  if (!value.startsWith('/')) throw new RuleError(`gives ${name} "${value}", which does not begin with a /`);
  return { kind, value };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^\s+/.exec(rest)?.[0];
    if (blank !== undefined) {
      // A rule is read as a Go expression, where a line break after an operand ends it.
      const last = tokens.at(-1);
      const afterOperand = last?.kind === 'string' || last?.kind === 'name' || last?.text === ')';
      if (blank.includes('\n') && afterOperand && at + blank.length < text.length) {
        tokens.push({ kind: 'lineBreak', text: '\n' });
      }
      at += blank.length;
      continue;
    }
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0];
    const symbol = symbols.find((candidate) => rest.startsWith(candidate));
    const quoted = /^(?:`[^`]*`|"(?:[^"\\\n]|\\["\\])*")/.exec(rest)?.[0];
    const found = name ?? symbol ?? quoted;
    if (found === undefined) return [...tokens, { kind: 'unreadable', text: rest }];
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push({ kind: 'string', text: unquote(found) });
    at += found.length;
  }
  return tokens;
}

/** Go drops carriage returns from strings in backticks. */
const unquote = (quoted: string): string =>
  quoted.startsWith('`')
    ? quoted.slice(1, -1).replaceAll('\r', '')
    : quoted.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');

function unreadable(rest: string): RuleError {
  if (rest.startsWith('`') || rest.startsWith('"')) {
    return new RuleError(
      `has a string that does not end, or an escape other than \\" and \\\\, at ${rest.slice(0, 30)}`,
    );
  }
  if (rest.startsWith("'")) return new RuleError('quotes with \'; quote with backticks or "');
  return new RuleError(`uses ${rest.slice(0, 1)}, which the development gateway does not understand; ${understood}`);
}

/** Whether a request belongs to a rule. */
export function matches(rule: Rule, target: RouteTarget): boolean {
  switch (rule.kind) {
    case 'and':
      return matches(rule.left, target) && matches(rule.right, target);
    case 'or':
      return matches(rule.left, target) || matches(rule.right, target);
    case 'host':
      return matchesHost(rule.value, target.host);
    case 'path':
      return target.path === bytes(rule.value);
    case 'pathPrefix':
      return target.path.startsWith(bytes(rule.value));
  }
}

/** A leading `*.` stands for exactly one label, `*` alone for any host; one trailing dot on either side does not count. */
function matchesHost(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (host === '') return false;
  const same = (left: string, right: string): boolean =>
    left.startsWith('*') ? left === ['*', ...right.split('.').slice(1)].join('.') : left === right;
  return (
    same(pattern, host) ||
    (pattern.endsWith('.') && same(pattern.slice(0, -1), host)) ||
    (host.endsWith('.') && same(pattern, host.slice(0, -1)))
  );
}

/** Paths are compared byte by byte, as they travel. */
export const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The priority of a router that sets none: the length of its rule in bytes, so that longer rules win. */
export const defaultPriority = (text: string): number => Buffer.byteLength(text, 'utf8');
