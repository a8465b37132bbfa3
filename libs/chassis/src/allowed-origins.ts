import { env, type Setting } from '@oms/config';

const list = env.list('ALLOWED_ORIGINS', {
  default: '',
  description:
    'origins beside that of PUBLIC_URL whose pages may use the API, keep the refresh cookie where they are of the same site, and be returned to',
});

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;

/** `ALLOWED_ORIGINS`: origins as browsers write them, without a path. */
export const allowedOrigins: Setting<string[]> = {
  ...list,
  schema: list.schema.refine((origins) => origins.every(isOrigin), 'must be origins such as https://shop.example'),
};
