import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import express from 'express';
import { openApiFile } from '../console/build.ts';
import type { EventsDocument } from '../src/asyncapi.ts';
import { loadConsole } from '../src/console.ts';
import { createPages } from '../src/pages.ts';

const document: EventsDocument = {
  info: { description: 'Events' },
  channels: { 'orders.order.placed.v1': {} },
  operations: {
    sent: { action: 'send', channel: { $ref: '#/channels/orders.order.placed.v1' }, tags: [{ name: 'orders' }] },
    received: {
      action: 'receive',
      channel: { $ref: '#/channels/orders.order.placed.v1' },
      tags: [{ name: 'mailer' }],
      'x-queue': 'oms.mailer.mail',
    },
  },
  components: {
    messages: {
      'orders.order.placed.v1': {
        name: 'oms.orders.order.placed.v1',
        summary: 'An order was <placed>',
        payload: {},
        examples: [{ payload: { data: { order: { number: 'A-1' } } } }],
      },
    },
    schemas: {
      'orders.order.placed.v1': {
        type: 'object',
        required: ['order'],
        properties: {
          order: { $ref: '#/components/schemas/Order' },
          lines: { type: 'array', items: { type: 'object', properties: { kind: { enum: ['a', 'b'] } } } },
        },
      },
      Order: { type: 'object', properties: { number: { type: ['string', 'null'], description: 'For people' } } },
    },
  },
};
const asyncapi = { text: '{"asyncapi":"3.0.0"}\n', document };
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
      .use(await createPages({ openapi, asyncapi, console: await loadConsole('test') }));
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

  const pages = ['/', '/asyncapi', '/console', '/docs', '/docs/problems', '/redoc'];
  const directives = (response: Response): Record<string, string> =>
    Object.fromEntries(
      (response.headers.get('content-security-policy') ?? '').split(';').map((directive) => {
        const [name = '', ...values] = directive.trim().split(' ');
        return [name, values.join(' ')];
      }),
    );

  it('are there, with and without a slash at the end', async () => {
    for (const path of [...pages, '/console/', '/console/orders', '/docs/', '/redoc/']) {
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
      for (const [, url = ''] of html.matchAll(/(?:src|href)="(\/(?:docs|console)\/assets\/[^"]+)"/g)) named.add(url);
    }
    expect(named.size).to.equal(10);
    for (const url of named) {
      const response = await fetch(base + url);
      expect(response.status, url).to.equal(200);
      expect(response.headers.get('content-type')).to.equal(`${types[url.split('.').at(-1) ?? '']}; charset=utf-8`);
      expect(response.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
      expect((await response.arrayBuffer()).byteLength).to.be.greaterThan(100);
    }
  });

  it('are the console’s, which is small, but for a file that is none of it', async () => {
    expect((await fetch(`${base}/console/assets/none.js`)).status).to.equal(404);
    const [, script = ''] = /src="(\/console\/[^"]+)"/.exec(await (await fetch(`${base}/console`)).text()) ?? [];
    const code = await (await fetch(base + script)).arrayBuffer();
    expect(gzipSync(code).byteLength, 'what a phone loads').to.be.below(50_000);
    expect(directives(await fetch(`${base}/console/orders`))['frame-src']).to.equal("'self'");
    expect(directives(await fetch(`${base}/docs`))['frame-src']).to.equal("'none'");
  });

  it('show the dead letters of every service that has routes about them', async () => {
    const [, script = ''] = /src="(\/console\/[^"]+)"/.exec(await (await fetch(`${base}/console`)).text()) ?? [];
    const code = await (await fetch(base + script)).text();
    const list = /\[((?:[`'"][a-z]+[`'"],?)+)\]/g;
    const lists = [...code.matchAll(list)].map(([, entries = '']) => entries.replaceAll(/[`'"]/g, '').split(','));
    const { paths } = JSON.parse(await readFile(openApiFile, 'utf8')) as { paths: object };
    const services = Object.keys(paths).flatMap((path) => /^\/admin\/(\w+)\/dead-letters$/.exec(path)?.[1] ?? []);
    expect(services).to.include.members(['auth', 'mailer', 'orders', 'users']);
    expect(lists).to.deep.include(services);
  });

  it('ask nothing of other hosts for pictures', async () => {
    const [, url = ''] = /src="([^"]+redoc\.standalone\.js)"/.exec(await (await fetch(`${base}/redoc`)).text()) ?? [];
    const script = await (await fetch(base + url)).text();
    expect(script).to.not.contain('cdn.redoc.ly');
  });

  it('and the documents are asked about again, and answered 304 while unchanged', async () => {
    for (const path of [...pages, '/openapi.json', '/asyncapi.json']) {
      const first = await fetch(base + path);
      expect(first.headers.get('cache-control'), path).to.equal('no-cache');
      const etag = first.headers.get('etag') ?? '';
      expect(etag).to.match(/^"[\w-]{22}"$/);
      expect(await conditionalStatus(base + path, etag), path).to.equal(304);
      expect(await conditionalStatus(base + path, '"other"'), path).to.equal(200);
    }
  });

  it('serve the documents as they were generated', async () => {
    for (const [path, { text }] of Object.entries({ '/openapi.json': openapi, '/asyncapi.json': asyncapi })) {
      const response = await fetch(base + path);
      expect(response.headers.get('content-type')).to.equal('application/json; charset=utf-8');
      expect(await response.text()).to.equal(text);
    }
  });

  it('tell of every event who receives it, what it holds, and show one', async () => {
    const html = await (await fetch(`${base}/asyncapi`)).text();
    expect(html).to.contain('<article id="orders.order.placed.v1">');
    expect(html).to.contain('An order was &lt;placed&gt;');
    expect(html).to.contain('Received by <strong>mailer</strong> <code>oms.mailer.mail</code>');
    expect(html).to.contain('<code>order</code></td><td><a href="#schema-Order">Order</a>');
    expect(html).to.contain('<code>lines[].kind</code> <em>may be missing</em></td><td><code>&quot;a&quot;</code>');
    expect(html).to.contain('<article id="schema-Order">');
    expect(html).to.contain('<td>string or null</td><td>For people</td>');
    expect(html).to.contain('&quot;number&quot;: &quot;A-1&quot;');
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
