import { bytes, matches, type RouteTarget, type Rule } from './rule.ts';

/** One router of the labels. */
export interface Router {
  readonly name: string;
  /** The rule as written. */
  readonly rule: string;
  readonly parsed: Rule;
  /** Higher is tried first. */
  readonly priority: number;
  /** The compose service that answers. */
  readonly service: string;
  /** Names of Traefik's entry points; empty means all. */
  readonly entryPoints: readonly string[];
}

/** The router that a request belongs to: of those whose rule matches, the one with the highest priority. */
export function createRouteTable(routers: readonly Router[]): (target: RouteTarget) => Router | undefined {
  const ordered = [...routers].sort((a, b) => b.priority - a.priority);
  return (target) => ordered.find((router) => matches(router.parsed, target));
}

/**
 * Pairs of routers that some request belongs to equally: Traefik leaves open which of them answers. Each is a sentence
 * that says what to do.
 */
export function ambiguities(routers: readonly Router[]): string[] {
  return routers.flatMap((first, index) =>
    routers
      .slice(index + 1)
      .filter((second) => first.priority === second.priority && overlap(first.parsed, second.parsed))
      .map(
        (second) =>
          `Routers ${first.name} and ${second.name} match some of the same requests with the same priority ` +
          `(${first.priority}); set traefik.http.routers.${first.name}.priority or that of ${second.name}`,
      ),
  );
}

type Matcher = Extract<Rule, { value: string }>;

/** Whether a request can match both rules. */
export function overlap(first: Rule, second: Rule): boolean {
  const alternatives = alternativesOf(second);
  return alternativesOf(first).some((left) => alternatives.some((right) => satisfiable([...left, ...right])));
}

/** The rule as a list of alternatives, each a list of matchers that all have to hold. */
function alternativesOf(rule: Rule): Matcher[][] {
  if ('value' in rule) return [[rule]];
  const left = alternativesOf(rule.left);
  const right = alternativesOf(rule.right);
  return rule.kind === 'or' ? [...left, ...right] : left.flatMap((first) => right.map((more) => [...first, ...more]));
}

/** Tries the strictest path and the strictest host that the matchers name: if any request fits, that one does. */
function satisfiable(matchers: readonly Matcher[]): boolean {
  const longest = (kind: Matcher['kind']): string | undefined =>
    matchers
      .filter((matcher) => matcher.kind === kind)
      .map((matcher) => matcher.value)
      .sort((a, b) => Number(a.startsWith('*')) - Number(b.startsWith('*')) || b.length - a.length)[0];
  const host = (longest('host') ?? 'any').replace(/^\*/, 'any');
  const path = bytes(longest('path') ?? longest('pathPrefix') ?? '/');
  return matchers.every((matcher) => matches(matcher, { host, path }));
}
