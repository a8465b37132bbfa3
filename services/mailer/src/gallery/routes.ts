import { readFileSync } from 'node:fs';
import { anyone } from '@oms/http';
import { route } from '../context.ts';
import { frameDocument, frameHeaders, galleryPage, galleryPath, pageHeaders } from './page.ts';

interface File {
  path: string;
  operationId: string;
  summary: string;
  type: string;
  headers: Record<string, string>;
  content: string;
}

const file = ({ path, operationId, summary, ...reply }: File) =>
  route({
    method: 'get',
    path,
    operationId,
    summary,
    tag: 'Mail templates',
    access: anyone(),
    hidden: true,
    responses: { 200: { description: 'The file', types: ['text/html', 'text/css', 'text/javascript'] } },
    handler: () => ({ status: 200, ...reply }),
  });

const asset = (name: string, type: string) => ({
  path: `${galleryPath}/${name}`,
  type,
  headers: { 'Cache-Control': 'no-cache' },
  content: readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8'),
});

/** The gallery: whoever may read templates sees all mails, in each language, as a phone and as a desktop shows them. */
export const galleryRoutes = [
  file({
    path: galleryPath,
    operationId: 'mailGalleryPage',
    summary: 'The page that shows every mail',
    type: 'html',
    headers: pageHeaders,
    content: galleryPage,
  }),
  file({
    path: `${galleryPath}/frame`,
    operationId: 'mailGalleryFrame',
    summary: 'What a mail is shown in',
    type: 'html',
    headers: frameHeaders,
    content: frameDocument,
  }),
  file({ operationId: 'mailGalleryStyles', summary: 'Its styles', ...asset('gallery.css', 'css') }),
  file({
    operationId: 'mailGalleryScript',
    summary: 'Its script',
    ...asset('gallery.js', 'text/javascript; charset=utf-8'),
  }),
  file({
    operationId: 'mailGallerySession',
    summary: 'How its script asks as whoever is signed in',
    ...asset('session.js', 'text/javascript; charset=utf-8'),
  }),
];
