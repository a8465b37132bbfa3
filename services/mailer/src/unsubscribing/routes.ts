import { mailUnsubscribed } from '@oms/contracts';
import { record } from '@oms/events';
import { anyone, Problem, problems } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { unwant } from '../preferences/preference-store.ts';
import { pageHeaders, unsubscribePage } from './page.ts';
import { readUnsubscribeToken, unsubscribePath } from './unsubscribe-link.ts';

const query = z.looseObject({ token: z.string().max(1_000) });
const tag = 'Unsubscribing';
const types = ['text/html'];
const examples = { 'text/html': '<!doctype html><html lang="en"><title>Mails from OMS</title></html>' };

export const unsubscribeFormPage = route({
  method: 'get',
  path: unsubscribePath,
  operationId: 'unsubscribePage',
  summary: 'The page that a mail’s unsubscribe link opens',
  description: 'It changes nothing by itself: mail scanners follow links.',
  tag,
  access: anyone(),
  query,
  responses: {
    200: { description: 'The page', types, examples },
    404: { description: 'A page that says that the link is not one of ours', types, examples },
  },
  handler: async ({ query: { token }, request }, { sealingKey }) => {
    const found = readUnsubscribeToken(sealingKey, token);
    const content = unsubscribePage(
      found ? { ask: found.category, token } : 'invalid',
      request.header('accept-language'),
    );
    return { status: found ? 200 : 404, type: 'html', headers: pageHeaders, content };
  },
});

export const unsubscribe = route({
  method: 'post',
  path: unsubscribePath,
  operationId: 'unsubscribe',
  summary: 'Want no more mails of a kind',
  description:
    'What mail programs send for `List-Unsubscribe-Post` (RFC 8058), and the button of the page. The body says nothing and is passed over.',
  tag,
  access: anyone(),
  query,
  ignoresBody: true,
  transaction: true,
  responses: {
    200: { description: 'No more mails of this kind are sent; a page that says so', types, examples },
  },
  problems: [problems.not_found],
  handler: async ({ query: { token }, request, tx }, { sealingKey }) => {
    const found = readUnsubscribeToken(sealingKey, token);
    if (!found) throw new Problem(problems.not_found, { detail: 'The link is not one of ours, or not whole.' });
    const version = await unwant(tx, found.accountId, found.category);
    if (version !== undefined) {
      await record(tx, {
        event: mailUnsubscribed,
        aggregateId: found.accountId,
        aggregateVersion: version,
        data: found,
      });
    }
    const content = unsubscribePage({ done: found.category }, request.header('accept-language'));
    return { status: 200, type: 'html', headers: pageHeaders, content };
  },
});
