export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { interpolate } from './interpolate.ts';
export { LabelsError, type Routes, readLabels } from './labels.ts';
export { gatewayProblems } from './problem-response.ts';
export { readRequestTarget } from './request-target.ts';
export { createRouteTable, type Router } from './route-table.ts';
export { matches, parseRule, type RouteTarget, type Rule, RuleError } from './rule.ts';
export { type TraefikOptions, traefikFiles } from './traefik-files.ts';
export type { Upstreams } from './upstreams.ts';
