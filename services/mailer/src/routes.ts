import { galleryRoutes } from './gallery/routes.ts';
import { getMailMessage, listMailMessages, retryMailMessage } from './messages/routes.ts';
import { deleteMailSuppression, listMailSuppressions, putMailSuppression } from './suppressions/routes.ts';
import { listMailTemplates, previewMailTemplate } from './templates/routes.ts';
import { unsubscribe, unsubscribeFormPage } from './unsubscribing/routes.ts';
import { receiveMailWebhook } from './webhooks/routes.ts';

export const routes = [
  listMailMessages,
  getMailMessage,
  retryMailMessage,
  listMailTemplates,
  previewMailTemplate,
  listMailSuppressions,
  putMailSuppression,
  deleteMailSuppression,
  unsubscribeFormPage,
  unsubscribe,
  receiveMailWebhook,
  ...galleryRoutes,
];
