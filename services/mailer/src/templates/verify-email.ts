import { linkTo } from './notice.ts';
import { defineTemplate, formatTime, oneTimeLink } from './template.ts';

export const verifyEmail = defineTemplate({
  name: 'verify-email',
  description: 'The link that proves an address.',
  category: 'transactional',
  inDoubt: 'hold',
  sealedFor: 'email-verification',
  data: oneTimeLink,
  sample: { expiresAt: '2026-11-22T14:05:00.000Z' },
  view: ({ expiresAt }, context) => ({
    link: linkTo('verifyEmail', context),
    expiresAt: formatTime(expiresAt, context),
  }),
});
