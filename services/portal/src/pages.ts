import { createHash } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { loadAssets, readPage } from './assets.ts';
import type { EventsDocument } from './asyncapi.ts';
import type { BuiltConsole } from './console.ts';
import { eventsPage } from './events-page.ts';
import type { ListedProblem } from './merge-openapi.ts';
import { problemRows } from './problem-page.ts';

/** What the pages show: each `text` is a document as it is served. */
export interface PagesOptions {
  readonly openapi: { readonly text: string; readonly problems: readonly ListedProblem[] };
  readonly asyncapi: { readonly text: string; readonly document: EventsDocument };
  readonly console: BuiltConsole;
}

/**
 * The pages of the portal. Everything comes from here: no content delivery network, no fonts or pictures of others, and a
 * Content-Security-Policy that would stop them.
 */
export async function createPages({ openapi, asyncapi, console }: PagesOptions): Promise<RequestHandler> {
  const assets = await loadAssets();
  const read = (name: string): Promise<string> => readPage(name, assets);
  const problems = (await read('problems.html')).replace('{{problems}}', () => problemRows(openapi.problems));

  const { contents, events } = eventsPage(asyncapi.document);
  const eventsHtml = (await read('asyncapi.html'))
    .replace('{{contents}}', () => contents)
    .replace('{{events}}', () => events);

  const router = Router();
  router.use(protect({}));
  router.use('/redoc', protect({ styles: redocStyles }));
  // The mailer has an empty page of its own policy, in which the console shows mails.
  router.use('/console', protect({ frames: ["'self'"] }));
  serve(router, '/', html(await read('index.html')));
  serve(router, '/docs', html(await read('docs.html')));
  serve(router, '/docs/problems', html(problems));
  serve(router, '/redoc', html(await read('redoc.html')));
  serve(router, '/asyncapi', html(eventsHtml));
  serve(router, '/openapi.json', json(openapi.text));
  serve(router, '/asyncapi.json', json(asyncapi.text));
  // Which of its pages is meant is for the console to know.
  serve(router, /^\/console(?!\/assets\/)(\/.*)?$/, html(console.page));
  for (const { url, ...asset } of [...assets.values(), ...console.assets])
    serve(router, url, { ...asset, caching: keptForGood });
  return router;
}

/**
 * Redoc adds two styles of fixed text to the page as it loads: an empty one, into which it writes the rest through the
 * CSS object model, and that of its scroll bars. Both are allowed by what they hold, and no other.
 */
const redocStyles = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
];

const protect = ({ styles = [], frames = ["'none'"] }: { styles?: string[]; frames?: string[] }): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", ...styles],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameSrc: frames,
        // Redoc's search runs in a worker that it makes of its own code.
        workerSrc: ['blob:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
  });

interface Served {
  content: string | Buffer;
  type: string;
  caching: string;
}

/** Kept by browsers, but asked about each time: a new release shows at once, an unchanged one costs a 304. */
const revalidated = 'no-cache';
const keptForGood = 'public, max-age=31536000, immutable';

const html = (content: string): Served => ({ content, type: 'text/html; charset=utf-8', caching: revalidated });

const json = (content: string): Served => ({
  content,
  type: 'application/json; charset=utf-8',
  caching: revalidated,
});

function serve(router: Router, path: string | RegExp, { content, type, caching }: Served): void {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  router.get(path, (request, response) => {
    response.set({ 'Content-Type': type, ETag: etag, 'Cache-Control': caching });
    if (request.fresh) response.status(304).end();
    else response.send(content);
  });
}
