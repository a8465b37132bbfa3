import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { createPages } from '../src/pages.ts';

const openapi = {
  text: '{"openapi":"3.1.0","info":{"title":"OMS","version":"1"}}\n',
  problems: [{ code: 'insufficient_stock', status: 409, title: 'Not enough <stock>' }],
};

describe('The pages of the portal', () => {
  let server: http.Server;
  let base: string;

  before(async () => {
    const app = express()
      .disable('etag')
      .use(await createPages({ openapi }));
    server = http.createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  const pages = ['/', '/docs', '/docs/problems', '/redoc'];
  const directives = (response: Response): Record<string, string> =>
    Object.fromEntries(
      (response.headers.get('content-security-policy') ?? '').split(';').map((directive) => {
        const [name = '', ...values] = directive.trim().split(' ');
        return [name, values.join(' ')];
      }),
    );

  it('are there, with and without a slash at the end', async () => {
    for (const path of [...pages, '/docs/', '/redoc/']) {
      const response = await fetch(base + path);
      expect(response.status, path).to.equal(200);
      expect(response.headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(await response.text()).to.contain('<title>');
    }
  });

  it('allow scripts, styles and connections of their own alone', async () => {
    for (const path of pages) {
      const policy = directives(await fetch(base + path));
      expect(policy).to.include({
        'default-src': "'none'",
        'script-src': "'self'",
        'connect-src': "'self'",
        'frame-ancestors': "'none'",
      });
      expect(policy['style-src'], path).to.match(path === '/redoc' ? /^'self'( 'sha256-[^']+'){2}$/ : /^'self'$/);
    }
  });

  it('name files that are there, of the right type, to be kept for good', async () => {
    const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
    const named = new Set<string>();
    for (const path of pages) {
      const html = await (await fetch(base + path)).text();
      expect(html).to.not.match(/\{\{|https?:\/\//);
      for (const [, url = ''] of html.matchAll(/(?:src|href)="(\/docs\/assets\/[^"]+)"/g)) named.add(url);
    }
    expect(named.size).to.equal(7);
    for (const url of named) {
      const response = await fetch(base + url);
      expect(response.status, url).to.equal(200);
      expect(response.headers.get('content-type')).to.equal(`${types[url.split('.').at(-1) ?? '']}; charset=utf-8`);
      expect(response.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
      expect((await response.arrayBuffer()).byteLength).to.be.greaterThan(100);
    }
  });

  it('ask nothing of other hosts for pictures', async () => {
    const [, url = ''] = /src="([^"]+redoc\.standalone\.js)"/.exec(await (await fetch(`${base}/redoc`)).text()) ?? [];
    const script = await (await fetch(base + url)).text();
    expect(script).to.not.contain('cdn.redoc.ly');
  });

  it('and the document are asked about again, and answered 304 while unchanged', async () => {
    for (const path of [...pages, '/openapi.json']) {
      const first = await fetch(base + path);
      expect(first.headers.get('cache-control'), path).to.equal('no-cache');
      const etag = first.headers.get('etag') ?? '';
      expect(etag).to.match(/^"[\w-]{22}"$/);
      expect(await conditionalStatus(base + path, etag), path).to.equal(304);
      expect(await conditionalStatus(base + path, '"other"'), path).to.equal(200);
    }
  });

  it('serve the document as it was generated', async () => {
    const response = await fetch(`${base}/openapi.json`);
    expect(response.headers.get('content-type')).to.equal('application/json; charset=utf-8');
    expect(await response.text()).to.equal(openapi.text);
  });

  it('list every error code where its type points', async () => {
    const html = await (await fetch(`${base}/docs/problems`)).text();
    expect(html).to.contain('<tr id="insufficient_stock">');
    expect(html).to.contain('409 Conflict');
    expect(html).to.contain('Not enough &lt;stock&gt;');
  });
});

/** The status of a conditional request, sent without what fetch adds by itself. */
const conditionalStatus = (url: string, etag: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    http
      .get(url, { headers: { 'if-none-match': etag }, agent: false }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode));
      })
      .once('error', reject);
  });
