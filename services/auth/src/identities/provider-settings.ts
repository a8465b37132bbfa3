import { env, type Setting } from '@oms/config';
import * as z from 'zod';

const provider = z.strictObject({
  /** Stands in paths: /auth/oauth/{name}. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and hyphens'),
  /** What people read on the button. */
  title: z.string().min(1).max(60),
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  /** None for a public client. */
  clientSecret: z.string().min(1).optional(),
  scope: z
    .string()
    .regex(/(^| )openid( |$)/, 'must hold openid')
    .default('openid email profile'),
});

/** An OpenID provider that people may sign in with. */
export type ProviderSettings = z.output<typeof provider>;

const parsed = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(provider)
      .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'must not name a provider twice'),
  );

/**
 * `OIDC_PROVIDERS`: a JSON array of `{name, title, issuer, clientId, clientSecret?, scope?}`. It is a secret as a whole,
 * since it holds the client secrets; `OIDC_PROVIDERS_FILE` names a file in its place.
 */
export const oidcProviders: Setting<ProviderSettings[]> = {
  ...env.string('OIDC_PROVIDERS', {
    default: '[]',
    secret: true,
    description: 'OpenID providers to sign in with: [{"name","title","issuer","clientId","clientSecret"}]',
  }),
  schema: parsed as unknown as z.ZodType<ProviderSettings[], string>,
};
