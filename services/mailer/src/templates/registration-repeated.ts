import { defineTemplate, nothing } from './template.ts';

export const registrationRepeated = defineTemplate({
  name: 'registration-repeated',
  description: 'Tells the owner of an account that somebody registered with its address.',
  category: 'transactional',
  inDoubt: 'resend',
  data: nothing,
  sample: {},
  view: () => ({}),
});
