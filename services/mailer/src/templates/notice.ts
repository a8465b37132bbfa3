import { type AccountPage, accountPages } from '@oms/contracts';
import * as z from 'zod';
import { defineTemplate, formatTime, type Template, type ViewContext } from './template.ts';

/** Where and when something happened, as a person can check it against what they remember. */
export const occurrence = z.object({
  at: z.iso.datetime(),
  /** Client address. */
  ip: z.string().nullish(),
  /** The browser or program, as it named itself. */
  userAgent: z.string().nullish(),
});

export const sampleOccurrence: z.output<typeof occurrence> = {
  at: '2026-11-21T14:05:00.000Z',
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

/** What a notice shows under its title. */
interface NoticeBody {
  paragraphs: string[];
  /** Where its button leads. */
  link?: string;
  /** When the link ends. */
  expiresAt?: string;
  happened?: z.output<typeof occurrence>;
  subject?: Record<string, string>;
  preview?: Record<string, string>;
}

/** Clients choose their own name; one longer than this says nothing more to a person. */
const longestUserAgent = 200;

/**
 * A mail of a few sentences about an account, with a button or with what is known of an event. Its section of the catalogue
 * has `subject`, `preview`, `title`, `notYou` and, with a link, `button`.
 */
export const defineNotice = <Data extends z.ZodType>(
  notice: Omit<Template<Data>, 'view' | 'layout' | 'category'> & {
    body(data: z.output<Data>, context: ViewContext): NoticeBody;
  },
): Template =>
  defineTemplate({
    ...notice,
    layout: 'notice',
    category: 'security',
    view: (data, context) => {
      const { paragraphs, link, expiresAt, happened, subject, preview } = notice.body(data, context);
      return {
        ...(subject && { subject }),
        ...(preview && { preview }),
        paragraphs,
        link,
        validUntil: expiresAt && formatTime(expiresAt, context),
        facts: happened ? factsOf(happened, context) : [],
      };
    },
  });

const factsOf = ({ at, ip, userAgent }: z.output<typeof occurrence>, context: ViewContext) =>
  [
    { label: context.common('when'), value: formatTime(at, context) },
    { label: context.common('address'), value: ip },
    { label: context.common('program'), value: userAgent?.slice(0, longestUserAgent) },
  ].filter((fact): fact is { label: string; value: string } => Boolean(fact.value));

/** A page that a mailed link opens; the token is in the fragment, which no server and no proxy gets to see or log. */
export const linkTo = (page: AccountPage, { publicUrl, token }: Pick<ViewContext, 'publicUrl' | 'token'>): string =>
  `${publicUrl}${accountPages[page]}#token=${encodeURIComponent(token)}`;
