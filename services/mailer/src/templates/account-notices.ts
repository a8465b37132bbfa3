import { factorChanged as factorChangedEvent, webhookSubscriptionDisabled } from '@oms/contracts';
import * as z from 'zod';
import { defineNotice, linkTo, occurrence, sampleOccurrence } from './notice.ts';
import { formatTime, nothing, oneTimeLink } from './template.ts';

export const passwordReset = defineNotice({
  name: 'password-reset',
  description: 'The link that sets a new password.',
  inDoubt: 'hold',
  sealedFor: 'password-reset',
  data: oneTimeLink,
  sample: { expiresAt: '2026-11-21T14:35:00.000Z' },
  body: ({ expiresAt }, context) => ({
    paragraphs: [context.t('ask', { brand: context.brand })],
    link: linkTo('reset', context),
    expiresAt,
  }),
});

export const magicLink = defineNotice({
  name: 'magic-link',
  description: 'The link that signs somebody in.',
  inDoubt: 'hold',
  sealedFor: 'magic-link',
  data: oneTimeLink,
  sample: { expiresAt: '2026-11-21T14:15:00.000Z' },
  body: ({ expiresAt }, context) => ({
    paragraphs: [context.t('ask', { brand: context.brand })],
    link: linkTo('magicLink', context),
    expiresAt,
  }),
});

export const passwordChanged = defineNotice({
  name: 'password-changed',
  description: 'Tells the owner of an account that its password is a new one.',
  inDoubt: 'resend',
  data: occurrence,
  sample: { at: sampleOccurrence.at },
  body: (happened, { t, brand }) => ({ paragraphs: [t('what', { brand }), t('ended')], happened }),
});

export const refreshTokenReused = defineNotice({
  name: 'refresh-token-reused',
  description: 'Tells the owner of an account that a copy of its session was used.',
  inDoubt: 'resend',
  data: occurrence,
  sample: sampleOccurrence,
  body: (happened, { t, brand }) => ({ paragraphs: [t('what', { brand }), t('ended')], happened }),
});

export const newDevice = defineNotice({
  name: 'new-device',
  description: 'Tells the owner of an account that somebody signed in from a device that it had not seen.',
  inDoubt: 'resend',
  data: occurrence,
  sample: sampleOccurrence,
  body: (happened, { t, brand }) => ({ paragraphs: [t('what', { brand })], happened }),
});

export const factorChanged = defineNotice({
  name: 'factor-changed',
  description: 'Tells the owner of an account that its ways to sign in have changed.',
  inDoubt: 'resend',
  data: occurrence.extend({
    change: factorChangedEvent.data.shape.change,
    label: z.string().nullable(),
    remaining: z.int().nullable(),
  }),
  sample: { ...sampleOccurrence, change: 'passkey_added', label: 'Work laptop', remaining: null },
  body: ({ change, label, remaining, ...happened }, { t, brand }) => ({
    paragraphs: [
      t('what', { brand }),
      label === null ? t(change) : t('labelled', { what: t(change), label }),
      ...(remaining === null ? [] : [t('remaining', { count: `${remaining}` })]),
    ],
    happened,
  }),
});

export const newAddress = defineNotice({
  name: 'new-address',
  description: 'The link that proves the address that an account is to get.',
  inDoubt: 'hold',
  sealedFor: 'email-verification',
  data: oneTimeLink,
  sample: { expiresAt: '2026-11-22T14:05:00.000Z' },
  body: ({ expiresAt }, context) => ({
    paragraphs: [context.t('ask', { brand: context.brand })],
    link: linkTo('verifyEmail', context),
    expiresAt,
  }),
});

export const addressChangeAsked = defineNotice({
  name: 'address-change-asked',
  description: 'Tells the address of an account that somebody wants to replace it.',
  inDoubt: 'resend',
  data: occurrence.extend({ newEmail: z.string() }),
  sample: { at: sampleOccurrence.at, newEmail: 'ada.lovelace@example.com' },
  body: ({ newEmail, ...happened }, { t, brand }) => ({
    paragraphs: [t('what', { brand, newEmail }), t('next')],
    happened,
  }),
});

export const addressChanged = defineNotice({
  name: 'address-changed',
  description: 'Tells the former address of an account that it has been replaced.',
  inDoubt: 'resend',
  data: occurrence.extend({ newEmail: z.string() }),
  sample: { at: sampleOccurrence.at, newEmail: 'ada.lovelace@example.com' },
  body: ({ newEmail, ...happened }, { t, brand }) => ({
    paragraphs: [t('what', { brand, newEmail }), t('ended')],
    happened,
  }),
});

export const exportReady = defineNotice({
  name: 'export-ready',
  description: 'Says that the archive of what is held on a person can be fetched.',
  inDoubt: 'resend',
  data: z.object({ expiresAt: z.iso.datetime() }),
  sample: { expiresAt: '2026-11-28T14:05:00.000Z' },
  body: ({ expiresAt }, context) => ({
    paragraphs: [
      context.t('what', { brand: context.brand }),
      context.t('until', { time: formatTime(expiresAt, context) }),
    ],
  }),
});

export const exportFailed = defineNotice({
  name: 'export-failed',
  description: 'Says that the archive of what is held on a person could not be put together.',
  inDoubt: 'resend',
  data: nothing,
  sample: {},
  body: (_nothing, { t, brand }) => ({ paragraphs: [t('what', { brand }), t('again')] }),
});

export const webhooksStopped = defineNotice({
  name: 'webhooks-stopped',
  description: 'Tells whoever made a subscription to webhooks that it was set inactive.',
  inDoubt: 'resend',
  data: webhookSubscriptionDisabled.data
    .pick({ host: true, description: true, reason: true, failingSince: true })
    .extend({ at: z.iso.datetime() }),
  sample: {
    host: 'shop.example',
    description: 'Warehouse',
    reason: 'failing',
    failingSince: '2026-11-18T14:05:00.000Z',
    at: sampleOccurrence.at,
  },
  body: ({ host, description, reason, failingSince, at }, context) => {
    const { t, brand } = context;
    const since = failingSince === null ? undefined : formatTime(failingSince, context);
    return {
      subject: { host },
      paragraphs: [
        t('what', { brand, receiver: description === null ? host : t('described', { host, description }) }),
        reason === 'failing' && since !== undefined
          ? t('failing', { since })
          : t(reason === 'gone' ? 'gone' : 'failed'),
        t('next'),
      ],
      happened: { at },
    };
  },
});

export const erasureDone = defineNotice({
  name: 'erasure-done',
  description: 'The last mail to a person: what was held on them is erased.',
  inDoubt: 'resend',
  data: z.object({ requestedAt: z.iso.datetime() }),
  sample: { requestedAt: sampleOccurrence.at },
  body: ({ requestedAt }, context) => ({
    paragraphs: [
      context.t('what', { brand: context.brand, time: formatTime(requestedAt, context) }),
      context.t('kept'),
    ],
  }),
});
