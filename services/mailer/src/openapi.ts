import { deadLetterRoutes, deadLetterTag } from '@oms/chassis';
import { openApiDocument } from '@oms/http';
import { routes } from './routes.ts';

/** The service's OpenAPI 3.1 document. */
export const document = () =>
  openApiDocument(
    {
      service: 'mailer',
      title: 'OMS mailer',
      description: 'Turns events into e-mail, once.',
      version: '0.1.0',
      tags: [
        { name: 'Mail messages', description: 'The ledger of mails, with every attempt to send one' },
        { name: 'Mail templates', description: 'The kinds of mail' },
        { name: 'Mail suppressions', description: 'Addresses that get no mail' },
        { name: 'Mail webhooks', description: 'For mail providers, to tell what became of mails' },
        { name: 'Unsubscribing', description: 'What the links of mails lead to' },
        deadLetterTag,
      ],
    },
    [...routes, ...deadLetterRoutes('mailer')],
  );
