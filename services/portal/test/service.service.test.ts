import { expect } from 'chai';
import { readConfig } from '../src/config.ts';
import { createPortalService } from '../src/service.ts';

describe('The portal', () => {
  const start = async () => {
    const config = readConfig({ NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' });
    const portal = await createPortalService(config);
    const { port } = await portal.start();
    await portal.ready();
    return { portal, base: `http://127.0.0.1:${port}` };
  };

  it('serves the pages, the merged document and its health, and problems for everything else', async () => {
    const { portal, base } = await start();
    for (const path of [
      '/',
      '/asyncapi',
      '/asyncapi.json',
      '/docs',
      '/redoc',
      '/docs/problems',
      '/health/live',
      '/health/ready',
      '/metrics',
    ]) {
      expect((await fetch(base + path)).status, path).to.equal(200);
    }
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as { paths: object; 'x-problems': unknown[] };
    expect(document.paths).to.include.all.keys('/api/v1/auth/login', '/api/v1/users/me', '/api/v1/orders');
    expect(document['x-problems']).to.not.be.empty;
    const missing = await fetch(`${base}/docs/none`);
    expect(missing.headers.get('content-type')).to.contain('application/problem+json');
    expect(missing.status).to.equal(404);
    await portal.stop();
  });

  it('stops once, however often it is told to', async () => {
    const { portal, base } = await start();
    await Promise.all([portal.stop(), portal.stop()]);
    const failed = await fetch(base).then(
      () => false,
      () => true,
    );
    expect(failed).to.equal(true);
  });

  it('names everything that is wrong with its settings', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'loud' })).to.throw(/PORT[\s\S]*LOG_LEVEL/);
  });
});
