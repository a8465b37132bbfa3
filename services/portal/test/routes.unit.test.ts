import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouteTable, readLabels, readRequestTarget } from '@oms/gateway';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..', '..', '..');

describe('The merged document and the routes of docker-compose.yml', () => {
  it('agree: every path that is documented leads through the gateway to a service', () => {
    const find = createRouteTable(readLabels(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {}).routers);
    const file = join(root, 'services', 'portal', 'static', 'openapi.json');
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: object };
    const lost = Object.keys(paths).filter((path) => {
      const target = readRequestTarget(path.replaceAll(/\{\w+\}/g, 'x'), 'localhost');
      const service = target && find(target)?.service;
      return service === undefined || service === 'portal';
    });
    expect(lost).to.deep.equal([]);
  });

  it('lead to the portal for its pages and documents', () => {
    const find = createRouteTable(readLabels(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {}).routers);
    for (const path of ['/', '/docs', '/docs/problems', '/redoc', '/asyncapi', '/openapi.json', '/asyncapi.json']) {
      const target = readRequestTarget(path, 'localhost');
      expect(target && find(target)?.service, path).to.equal('portal');
    }
  });
});
