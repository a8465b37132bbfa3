import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { readLabels } from '../src/index.ts';

const root = new URL('../../../', import.meta.url).pathname;
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Container {
  image: string;
  build?: unknown;
  ports?: string[];
  profiles?: string[];
  secrets?: (string | { source: string })[];
  environment?: Record<string, string>;
  volumes?: string[];
  deploy?: { labels?: string[] };
}
interface File {
  services: Record<string, Container>;
  secrets: Record<string, { name: string; file: string }>;
  configs: Record<string, { name: string; file: string }>;
}
const compose = parse(text('docker-compose.yml'), { merge: true }) as File;
const stack = parse(text('docker-stack.yml'), { merge: true }) as File;
const services = readdirSync(join(root, 'services')).sort();

const oneLine = (rule: string): string => rule.replace(/\s+/g, ' ').trim();

describe('the deployment files', () => {
  it('give every service the same routes in docker-compose.yml and docker-stack.yml', () => {
    const here = readLabels(text('docker-compose.yml'), {});
    const there = readLabels(text('docker-stack.yml'), { DOMAIN: 'oms.example', STACK_NAME: 'stag' });
    expect(here.routers.map(({ service }) => service).sort()).to.deep.equal(services);
    const open = there.routers.filter(({ service }) => services.includes(service));
    expect(open.map(({ name, service, rule }) => ({ name, service, rule: oneLine(rule) }))).to.deep.equal(
      here.routers.map(({ service, rule }) => ({
        name: `stag-${service}`,
        service,
        rule: oneLine(`Host(\`oms.example\`) && (${oneLine(rule)})`),
      })),
    );
    expect(there.services.filter(({ name }) => services.includes(name))).to.deep.equal(here.services);
  });

  it('open to operators alone what is no service’s', () => {
    const { routers } = readLabels(text('docker-stack.yml'), { DOMAIN: 'oms.example' });
    const labels = Object.values(stack.services).flatMap(({ deploy }) => deploy?.labels ?? []);
    const guards = labels.flatMap(
      (label) =>
        /\.routers\.\$\{STACK_NAME:-oms\}-(\w+)\.middlewares=\$\{STACK_NAME:-oms\}-operators\b/.exec(label)?.[1] ?? [],
    );
    const others = routers.filter(({ service }) => !services.includes(service)).map(({ name }) => name);
    expect(others).to.include('oms-rabbitmq');
    for (const name of [...others, 'oms-dashboard']) expect(guards).to.include(name.replace('oms-', ''));
    // Without "Cookie" they would get the one that signs in.
    expect(labels.find((label) => label.includes('-operators.forwardauth.authresponseheaders='))).to.match(
      /\bCookie\b/,
    );
  });

  it('publish nothing but the gateway, the mail page and what is asked for, and these on the loopback address', () => {
    const published = Object.entries(compose.services).flatMap(([name, { ports = [], profiles = [] }]) =>
      ports.map((port) => [name, port.split(':')[0], ...profiles]),
    );
    expect(published).to.deep.equal([
      ['gateway', '127.0.0.1'],
      ['maildev', '127.0.0.1'],
      ['adminer', '127.0.0.1', 'tools'],
      ['rabbitmq-pages', '127.0.0.1', 'tools'],
      ['prometheus', '127.0.0.1', 'observability'],
      ['grafana', '127.0.0.1', 'observability'],
    ]);
    const inStack = Object.entries(stack.services).filter(([, { ports }]) => ports !== undefined);
    expect(inStack).to.deep.equal([]);
  });

  it('build every service by the same Dockerfile but for its name and description', () => {
    const general = (service: string): string =>
      text(`services/${service}/Dockerfile`)
        .replaceAll(service, 'SERVICE')
        .replace(/image\.description=".+"/, 'image.description="DESCRIPTION"');
    for (const service of services) expect(general(service), service).to.equal(general('orders'));
  });

  it('carry no secret in the stack: each comes from a file, under a name made of its content', () => {
    for (const [name, secret] of Object.entries(stack.secrets)) {
      expect(secret.name, name).to.equal(
        `\${STACK_NAME:-oms}_${name}_\${${name.toUpperCase()}_HASH:?is made by scripts/deploy}`,
      );
      expect(secret.file, name).to.equal(`\${SECRETS_DIR:-./secrets}/${name}`);
    }
    const used = Object.values(stack.services).flatMap(({ secrets = [] }) =>
      secrets.map((secret) => (typeof secret === 'string' ? secret : secret.source)),
    );
    expect([...new Set(used)].sort()).to.deep.equal(Object.keys(stack.secrets).sort());
    const inClear = Object.entries(stack.services).flatMap(([name, { environment = {} }]) =>
      Object.keys(environment)
        .filter(
          (key) =>
            /(PASSWORD|_KEY|_URL)$/.test(key) &&
            !['PUBLIC_URL', 'DATABASE_ADMIN_URL', 'BREACHED_PASSWORDS_URL', 'ORDER_PAGE_URL'].includes(key),
        )
        .map((key) => `${name}: ${key}`),
    );
    expect(inClear).to.deep.equal([]);
  });

  it('back up the server that runs: by its own image, from its data, into the repository that it archives to', () => {
    for (const { services: all } of [compose, stack]) {
      const { postgres, backups } = all;
      expect(backups?.image).to.equal(postgres?.image.replace(/:\?[^}]+\}$/, '}'));
      const settings = Object.entries(postgres?.environment ?? {}).filter(([name]) => name.startsWith('BACKUP_'));
      expect(settings).to.have.length.above(5);
      expect(backups?.environment).to.include(Object.fromEntries(settings));
      const shared = ['postgres:/var/lib/postgresql/data', 'backups:/var/lib/pgbackrest'];
      expect(postgres?.volumes).to.include.members(shared);
      expect(backups?.volumes).to.include.members(shared);
    }
  });

  it('ask nothing of a swarm that `docker stack deploy` passes over without a word', () => {
    const ignored = ['build', 'container_name', 'depends_on', 'restart', 'security_opt', 'shm_size', 'tmpfs'];
    const edge = parse(text('traefik/docker-stack.yml')) as File;
    for (const [name, service] of Object.entries({ ...stack.services, ...edge.services })) {
      expect(service, name).to.not.have.any.keys(ignored);
    }
  });

  it('give every service of the stack time to end its connections before it stops', () => {
    for (const service of services)
      expect(stack.services[service]?.environment, service).to.include.keys('DRAIN_DELAY');
  });

  it('have no dash in the message for a missing variable, which `docker stack deploy` would take for a default', () => {
    for (const path of ['docker-stack.yml', 'traefik/docker-stack.yml']) {
      const messages = [...text(path).matchAll(/\$\{\w+:?\?([^}]*)\}/g)].map(([, message = '']) => message);
      expect(messages).not.to.be.empty;
      for (const message of messages) expect(message).not.to.include('-');
    }
  });

  it('need no variable that scripts/deploy does not set or ask for', () => {
    const directory = mkdtempSync(join(tmpdir(), 'oms-secrets-'));
    try {
      for (const name of Object.keys(stack.secrets)) writeFileSync(join(directory, name), name);
      const settings = ['DOMAIN', 'TAG', 'IMAGE_PREFIX', 'MAIL_FROM', 'ADMIN_EMAIL', 'SELLER_NAME', 'SELLER_ADDRESS'];
      const print = (...options: string[]): string[] =>
        execFileSync(join(root, 'scripts/deploy'), ['--print', ...options], {
          encoding: 'utf8',
          env: {
            PATH: process.env.PATH,
            SECRETS_DIR: directory,
            ...Object.fromEntries(settings.map((name) => [name, 'x'])),
          },
        })
          .trim()
          .split('\n')
          .map((line) => /^export (\w+)=/.exec(line)?.[1] ?? line);
      const required = (path: string): string[] => [
        ...new Set([...text(path).matchAll(/\$\{(\w+):?\?/g)].map(([, name = '']) => name)),
      ];
      expect(print()).to.include.members(required('docker-stack.yml'));
      expect(print('--edge')).to.include.members(required('traefik/docker-stack.yml'));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
