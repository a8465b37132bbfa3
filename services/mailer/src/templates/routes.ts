import { Problem, permission, problems } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { sampleUnsubscribeLink } from '../unsubscribing/unsubscribe-link.ts';
import { locales, resolveLocale } from './catalogue.ts';
import { findTemplate, templates } from './index.ts';
import { categories, isOptional } from './template.ts';

const tag = 'Mail templates';

const mailTemplate = z
  .object({
    name: z.string().meta({ examples: ['order-confirmation'] }),
    description: z.string().meta({ examples: ['Confirms an order to its customer'] }),
    category: z.enum(categories),
    locales: z.array(z.string()).describe('Locales with texts of their own'),
  })
  .meta({ id: 'MailTemplate' });

export const listMailTemplates = route({
  method: 'get',
  path: '/api/v1/mail/templates',
  operationId: 'listMailTemplates',
  summary: 'List the kinds of mail',
  description: 'All of them as they look, as a page for browsers: `/api/v1/mail/templates/gallery`.',
  tag,
  access: permission('mail:read'),
  responses: { 200: { description: 'Every template', body: z.object({ data: z.array(mailTemplate) }) } },
  handler: () => ({
    status: 200,
    body: {
      data: templates.map(({ name, description, category }) => ({
        name,
        description,
        category,
        locales: [...locales],
      })),
    },
  }),
});

export const previewMailTemplate = route({
  method: 'get',
  path: '/api/v1/mail/templates/:name/preview',
  operationId: 'previewMailTemplate',
  summary: 'Render a template with sample data',
  tag,
  access: permission('mail:read'),
  params: z.object({ name: z.string().meta({ examples: ['order-confirmation'] }) }),
  query: z.strictObject({ locale: z.string().max(35).optional().describe('BCP 47; `en` where there are no texts') }),
  responses: {
    200: {
      description: 'The mail as it would be sent',
      body: z
        .object({
          template: z.string(),
          locale: z.string(),
          subject: z.string().meta({ examples: ['Your order A-100042'] }),
          html: z.string(),
          text: z.string(),
        })
        .meta({ id: 'MailPreview' }),
    },
  },
  handler: ({ params: { name }, query }, { render, publicUrl, timeZone }) => {
    const template = findTemplate(name);
    if (!template) throw new Problem(problems.not_found, { detail: `There is no template named ${name}.` });
    const locale = resolveLocale(query.locale);
    const mail = render({
      template,
      data: template.sample,
      recipient: 'ada@example.com',
      recipientName: 'Ada Lovelace',
      token: 'sample-token',
      locale,
      timeZone,
      unsubscribeLink: isOptional(template.category) ? sampleUnsubscribeLink(publicUrl) : undefined,
    });
    return { status: 200, body: { template: name, locale, ...mail } };
  },
});
