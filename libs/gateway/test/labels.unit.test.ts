import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { LabelsError, type Routes, readLabels } from '../src/labels.ts';
import { readRequestTarget } from '../src/request-target.ts';
import { createRouteTable } from '../src/route-table.ts';

const compose = (labels: string[], more = ''): string =>
  `services:\n  orders:\n    labels:\n${labels.map((label) => `      - ${JSON.stringify(label)}\n`).join('')}${more}`;
const usual = [
  'traefik.enable=true',
  'traefik.http.routers.orders.rule=PathPrefix(`/api/v1/orders`)',
  'traefik.http.services.orders.loadbalancer.server.port=8000',
];
const problems = (yaml: string, environment: NodeJS.ProcessEnv = {}): readonly string[] => {
  try {
    readLabels(yaml, environment);
  } catch (error) {
    if (error instanceof LabelsError) return error.problems;
    throw error;
  }
  return [];
};
const essence = ({ routers, services }: Routes): object => ({
  routers: routers.map(({ parsed: _, ...rest }) => rest),
  services,
});
const expected = {
  routers: [{ name: 'orders', rule: 'PathPrefix(`/api/v1/orders`)', priority: 28, service: 'orders', entryPoints: [] }],
  services: [{ name: 'orders', port: 8000 }],
};

describe('Route labels', () => {
  it('are read from a list', () => {
    expect(essence(readLabels(compose(usual), {}))).to.deep.equal(expected);
  });

  it('are read from a map, with anchors, beside other labels and services without any', () => {
    const yaml = `
x-labels: &common
  traefik.enable: true
  com.example.note: costs $5
services:
  postgres: { image: 'postgres:17' }
  hidden:
    labels: { traefik.enable: 'false', traefik.http.routers.hidden.rule: 'Path(\`/\`)' }
  orders:
    labels:
      <<: *common
      traefik.http.routers.orders.rule: PathPrefix(\`/api/v1/orders\`)
      traefik.http.services.orders.loadbalancer.server.port: 8000
`;
    expect(essence(readLabels(yaml, {}))).to.deep.equal(expected);
  });

  it('are read from a stack file, whose services carry them under deploy', () => {
    const yaml = compose(usual).replace('    labels:', '    deploy:\n     labels:').replaceAll('      - ', '       - ');
    expect(essence(readLabels(yaml, {}))).to.deep.equal(expected);
  });

  it('take variables as Compose does, in keys too where they stand in a list', () => {
    const yaml = compose([
      `traefik.enable=\${ENABLED:-true}`,
      `traefik.http.routers.\${STACK_NAME?}-orders.rule=Host(\`\${DOMAIN:-localhost}\`) && PathPrefix(\`/$$x\${SUFFIX-}\`)`,
      `traefik.http.routers.\${STACK_NAME}-orders.service=$STACK_NAME`,
      `traefik.http.services.$STACK_NAME.loadbalancer.server.port=\${PORT:-\${OTHER_PORT:-8000}}`,
    ]);
    const { routers, services } = readLabels(yaml, { STACK_NAME: 'stag', DOMAIN: '', PORT: '' });
    expect(routers.map(({ name, rule, service }) => ({ name, rule, service }))).to.deep.equal([
      { name: 'stag-orders', rule: 'Host(`localhost`) && PathPrefix(`/$x`)', service: 'orders' },
    ]);
    expect(services).to.deep.equal([{ name: 'orders', port: 8000 }]);
  });

  it('name a variable that is missing', () => {
    const yaml = compose([
      ...usual,
      `traefik.http.routers.orders.middlewares=\${A}`,
      `traefik.docker.network=\${B:?say which}`,
    ]);
    expect(problems(yaml)).to.deep.equal([
      'Service orders: label traefik.http.routers.orders.middlewares uses the variable A, which is not set and has no default',
      'Service orders: label traefik.docker.network needs the variable B: say which',
    ]);
    expect(problems(yaml, { A: 'x', B: 'y' })).to.deep.equal([]);
  });

  it('set a priority, and entry points that may be several', () => {
    const yaml = compose([
      ...usual,
      'traefik.http.routers.orders.priority=7',
      'traefik.http.routers.orders.entryPoints=web, websecure',
    ]);
    const [router] = readLabels(yaml, {}).routers;
    expect(router?.priority).to.equal(7);
    expect(router?.entryPoints).to.deep.equal(['web', 'websecure']);
  });

  it('may say what only Traefik needs', () => {
    const yaml = compose([
      ...usual,
      'traefik.http.routers.orders.tls=true',
      'traefik.http.routers.orders.tls.certResolver=le',
      'traefik.http.routers.orders.tls.domains[0].main=example.com',
      'traefik.http.routers.orders.middlewares=limit@file,auth',
      'traefik.http.middlewares.auth.forwardauth.address=http://auth:8000/x',
      'traefik.http.services.orders.loadBalancer.healthCheck.path=/health/ready',
      'traefik.http.services.orders.loadbalancer.server.scheme=http',
      'traefik.swarm.lbswarm=true',
      'traefik.constraint-label=traefik-public',
    ]);
    expect(problems(yaml)).to.deep.equal([]);
  });

  it('leave out the routers of services inside Traefik', () => {
    const yaml = compose(
      usual,
      '  traefik:\n    labels:\n      traefik.enable: true\n      traefik.http.routers.api.rule: Path(`/dashboard`)\n      traefik.http.routers.api.service: api@internal\n',
    );
    expect(readLabels(yaml, {}).routers.map(({ name }) => name)).to.deep.equal(['orders']);
  });

  it('are refused by name where the gateway would route otherwise than Traefik, all at once', () => {
    const yaml = compose(
      [
        'traefik.enable=true',
        'traefik.http.routers.orders.rule=PathPrefix(`/a`) && Query(`b`)',
        'traefik.http.routers.orders.ruleSyntax=v2',
        'traefik.http.routers.orders.priority=high',
        'traefik.http.services.orders.loadbalancer.server.port=none',
        'traefik.http.middlewares.cut.stripprefix.prefixes=/a',
        'traefik.tcp.routers.x.rule=HostSNI(`*`)',
      ],
      `  other:
    labels: { traefik.http.routers.other.rule: 'Path(\`/\`)' }
  bare:
    labels: { traefik.enable: 'yes' }
  empty:
    labels: { traefik.enable: 'true' }
  lost:
    labels: { traefik.enable: 'true', traefik.http.routers.lost.rule: 'Path(\`/x\`)', traefik.http.routers.lost.service: nowhere }
`,
    );
    expect(problems(yaml)).to.have.members([
      'Service orders: label traefik.http.routers.orders.ruleSyntax is not one that the development gateway understands',
      'Service orders: label traefik.http.middlewares.cut.stripprefix.prefixes is not one that the development gateway understands',
      'Service orders: label traefik.tcp.routers.x.rule is not one that the development gateway understands',
      "Service other has route labels but no traefik.enable: 'true'",
      "Service bare: label traefik.enable is \"yes\"; write 'true' or 'false'",
      'Service orders: label traefik.http.services.orders.loadbalancer.server.port is "none", which is not a port',
      'Router orders: priority "high" is not a whole number',
      'Router orders: rule uses Query(...), which the development gateway does not understand; it understands Host(...), Path(...), PathPrefix(...), &&, || and parentheses',
      'Service empty has traefik.enable but no traefik.http.routers.<name>.rule',
      'Router lost names the service nowhere, which no label defines',
    ]);
  });

  it('are refused when two services use one name, or match the same requests with one priority', () => {
    const second = compose(usual).replace('services:\n  orders:', '  copy:');
    expect(problems(compose(usual, second))).to.include.members([
      'Services orders and copy both define traefik.http.services.orders.loadbalancer.server.port; rename one',
      'Router orders stands at the services orders and copy; rename one',
    ]);
    const renamed = second.replaceAll('routers.orders', 'routers.copy').replaceAll('services.orders', 'services.copy');
    expect(problems(compose(usual, renamed))).to.have.length(1);
    expect(problems(compose(usual, renamed))[0]).to.contain('Routers orders and copy match some of the same requests');
  });

  it('are refused where the file is no Compose file', () => {
    expect(problems('services: [')[0]).to.contain('not YAML');
    expect(problems('a: 1')).to.deep.equal(['The file has no `services`']);
  });
});

const fileRoutes = (name: string, environment: NodeJS.ProcessEnv): Routes =>
  readLabels(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'), environment);

const files = [
  { name: 'docker-compose.yml', environment: {}, host: 'localhost:8080', more: [] },
  {
    name: 'docker-stack.yml',
    environment: { DOMAIN: 'shop.example', STACK_NAME: 'stag' },
    host: 'shop.example',
    more: ['rabbitmq-pages'],
  },
];

for (const { name, environment, host, more } of files) {
  describe(`The routes of ${name}`, () => {
    const serviceOf = (path: string): string | undefined => {
      const target = readRequestTarget(path, host);
      return target && createRouteTable(fileRoutes(name, environment).routers)(target)?.service;
    };

    it('send each part of the API to its service', () => {
      const owners: Record<string, string[]> = {
        auth: ['/api/v1/auth/login', '/.well-known/jwks.json', '/account/verify-email', '/admin/auth/dead-letters'],
        users: ['/api/v1/users/me', '/admin/users/dead-letters'],
        orders: [
          '/api/v1/orders',
          '/api/v1/products?limit=1',
          '/api/v1/payments/webhooks/stripe',
          '/api/v1/discounts',
          '/api/v1/shipping-methods',
          '/api/v1/tax-rates',
          '/api/v1/webhooks/subscriptions',
          '/api/v1/events?after=',
          '/admin/orders/dead-letters',
        ],
        mailer: ['/api/v1/mail/messages', '/admin/mailer/dead-letters'],
        portal: ['/', '/docs', '/docs/swagger-ui.css', '/redoc', '/openapi.json', '/asyncapi'],
      };
      for (const [service, paths] of Object.entries(owners)) {
        for (const path of paths) expect(serviceOf(path), path).to.equal(service);
      }
    });

    it('let nobody outside see health and metrics', () => {
      for (const path of ['/health/live', '/health/ready', '/metrics', '/x/../metrics', '/%6detrics']) {
        expect(serviceOf(path), path).to.equal(undefined);
      }
    });

    it('name the port that every container listens on', () => {
      const { services } = fileRoutes(name, environment);
      expect(services).to.deep.equal(
        ['auth', 'users', 'orders', 'mailer', 'portal', ...more].map((service) => ({ name: service, port: 8000 })),
      );
    });
  });
}

it('The routes of docker-stack.yml answer for their own domain alone', () => {
  const find = createRouteTable(fileRoutes('docker-stack.yml', { DOMAIN: 'shop.example' }).routers);
  expect(find({ host: 'other.example', path: '/api/v1/orders' })).to.equal(undefined);
});
