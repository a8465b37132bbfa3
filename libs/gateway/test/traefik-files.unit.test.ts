import { expect } from 'chai';
import { parse } from 'yaml';
import { type TraefikOptions, traefikFiles } from '../src/traefik-files.ts';
import { routersOf } from './harness.ts';

const options: TraefikOptions = {
  routers: routersOf({
    orders: 'PathPrefix(`/api/v1/orders`)',
    users: { rule: 'PathPrefix(`/api/v1/users`)', priority: 9 },
  }),
  upstreams: { orders: ['http://127.0.0.1:4001', 'http://127.0.0.1:4002'] },
  host: '127.0.0.1',
  port: 8080,
  dynamicFile: '/somewhere/dynamic.yml',
};
const dynamic = (more: Partial<TraefikOptions> = {}) => parse(traefikFiles({ ...options, ...more }).dynamic).http;

describe("Traefik's files", () => {
  it('listen where they are told and follow the dynamic file, and call nobody', () => {
    const file = parse(traefikFiles(options).static);
    expect(file.entryPoints.web.address).to.equal('127.0.0.1:8080');
    expect(file.providers).to.deep.equal({ file: { filename: '/somewhere/dynamic.yml', watch: true } });
    expect(file.serversTransport.forwardingTimeouts).to.deep.equal({ idleConnTimeout: '60s' });
    expect(file.global).to.deep.equal({ checkNewVersion: false, sendAnonymousUsage: false });
    expect(parse(traefikFiles({ ...options, host: '::1' }).static).entryPoints.web.address).to.equal('[::1]:8080');
  });

  it('carry the rules of the labels with their priorities, and every replica', () => {
    const { routers, services } = dynamic();
    expect(routers.orders).to.deep.include({ rule: 'PathPrefix(`/api/v1/orders`)', priority: 28, service: 'orders' });
    expect(routers.users).to.deep.include({ priority: 9, service: 'users' });
    expect(services.orders.loadBalancer).to.deep.equal({
      servers: [{ url: 'http://127.0.0.1:4001' }, { url: 'http://127.0.0.1:4002' }],
      passHostHeader: true,
    });
  });

  it('send what belongs to a service that does not run to the fallback, under its own name', () => {
    expect(dynamic({ fallbackUrl: 'https://shared.example' }).services.users.loadBalancer).to.deep.equal({
      servers: [{ url: 'https://shared.example' }],
      passHostHeader: false,
    });
  });

  it('or to who answers in problem+json, as what no rule matches', () => {
    const { routers, services } = dynamic({ problemsUrl: 'http://127.0.0.1:4999' });
    expect(services.users.loadBalancer.servers).to.deep.equal([{ url: 'http://127.0.0.1:4999' }]);
    expect(routers['not-routed']).to.deep.include({ rule: 'PathPrefix(`/`)', priority: 1 });
    expect(services['not-routed'].loadBalancer.servers).to.deep.equal([{ url: 'http://127.0.0.1:4999' }]);
    expect(dynamic().routers).to.not.have.any.keys('not-routed');
  });
});
