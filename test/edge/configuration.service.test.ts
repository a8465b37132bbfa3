import { readdirSync, readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';
import { parse } from 'yaml';
import { readStatic } from './edge.ts';
import { request } from './request.ts';
import { dynamicConfiguration } from './stack-labels.ts';
import { startUpstream } from './upstream.ts';

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
const dynamicFiles = readdirSync(join(repositoryRoot, 'traefik', 'dynamic'));

/** What holds without a Traefik to try it with. */
describe('The edge’s configuration', () => {
  it('closes idle connections to services well before these do, so that no request meets a closed one', async () => {
    const service = await startUpstream((_request, response) => response.end());
    const agent = new Agent({ keepAlive: true });
    try {
      const port = Number(new URL(service.url).port);
      const { headers } = await request({ port, path: '/', host: 'oms.example', plain: true, agent });
      const kept = Number(/timeout=(\d+)/.exec(`${headers['keep-alive']}`)?.[1]);
      const { idleConnTimeout } = readStatic({}).serversTransport.forwardingTimeouts;
      expect(kept - Number.parseInt(idleConnTimeout, 10)).to.be.at.least(10);
    } finally {
      agent.destroy();
      await service.stop();
    }
  });

  it('is deployed as a whole: every file is mounted, under a name made of its content', () => {
    const { services, configs } = parse(read('traefik/docker-stack.yml'));
    const mounted = services.traefik.configs.map(({ target }: { target: string }) => target);
    expect(mounted).to.include.members(dynamicFiles.map((file) => `/etc/traefik/dynamic/${file}`));
    const deployed = read('scripts/deploy');
    for (const [name, { file }] of Object.entries<{ file: string }>(configs)) {
      expect(deployed).to.include(`name_by_content traefik/${file.replace('./', '')} TRAEFIK_${name.toUpperCase()}\n`);
    }
  });

  it('names no middleware and no service that is nowhere', () => {
    const parts = [
      ...dynamicFiles.map((file) => ['file', parse(read(`traefik/dynamic/${file}`))]),
      ['swarm', dynamicConfiguration(read('docker-stack.yml'), 'oms.example', {})],
    ];
    for (const kind of ['middlewares', 'services']) {
      const defined = parts.flatMap(([provider, { http }]) =>
        Object.keys(http?.[kind] ?? {}).map((name) => `${name}@${provider}`),
      );
      const used = parts.flatMap(([provider, { http }]) => {
        const { routers = {}, middlewares = {} } = http ?? {};
        const names =
          kind === 'services'
            ? Object.values<{ service: string }>(routers).map(({ service }) => service)
            : [
                ...Object.values<{ middlewares?: string[] }>(routers).flatMap((router) => router.middlewares ?? []),
                ...Object.values<{ chain?: { middlewares: string[] } }>(middlewares).flatMap(
                  ({ chain }) => chain?.middlewares ?? [],
                ),
              ];
        return names.map((name) => (name.includes('@') ? name : `${name}@${provider}`));
      });
      expect(used).not.to.be.empty;
      expect([...defined, 'api@internal', 'noop@internal']).to.include.members(used);
    }
    const { http } = readStatic({}).entryPoints.websecure;
    expect(http.middlewares).to.deep.equal(['edge@file']);
  });
});
