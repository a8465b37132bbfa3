import { type LinePieces, linePieces, numberFormat, order } from '@oms/contracts';
import * as z from 'zod';
import { orderId, orderLink } from './order-link.ts';
import { sampleOrder } from './sample-order.ts';
import { defineTemplate, type Template, type ViewContext } from './template.ts';

/** By which a mail says what order it is about. */
export const aboutOrder = order.pick({ number: true, placedAt: true }).extend({ id: orderId });

export const sampleAbout: z.output<typeof aboutOrder> = {
  id: sampleOrder.id,
  number: sampleOrder.number,
  placedAt: sampleOrder.placedAt,
};

/** Pieces that a mail lists. */
export const pieces = z.array(linePieces.pick({ sku: true, name: true, quantity: true }));

export const samplePieces: z.output<typeof pieces> = sampleOrder.lines.map(({ sku, name, quantity }) => ({
  sku,
  name,
  quantity,
}));

interface ListedLine {
  /** Such as `2 × Desk lamp`. */
  text: string;
  /** In small type: the sku, and what else there is to say. */
  detail: string;
}

/** What a mail about an order shows between its greeting and its footer, from the top down. */
interface OrderUpdateBody {
  paragraphs: string[];
  /** What somebody has written, shown as it was given. */
  words?: { label: string; text: string } | undefined;
  facts?: { label: string; value: string | null }[];
  /** Where its button leads. */
  link?: string | null;
  lines?: ListedLine[];
  /** What the recipient can do now, or need not do. */
  next: string;
  subject?: Record<string, string>;
  preview?: Record<string, string>;
}

type AboutOrder = z.ZodType<z.output<typeof aboutOrder>>;

/**
 * A mail that tells what has become of an order. Its section of the catalogue has `subject`, which may name the `{number}`,
 * `preview`, `title` and, with a link, `button`.
 */
export const defineOrderUpdate = <Data extends AboutOrder>(
  update: Omit<Template<Data>, 'view' | 'layout' | 'inDoubt'> & {
    /** It is not to the customer, and the shop's page of the order is not for its readers. */
    toStaff?: true;
    body(data: z.output<Data>, context: ViewContext): OrderUpdateBody;
  },
): Template =>
  defineTemplate({
    ...update,
    layout: 'order-update',
    inDoubt: 'resend',
    view: (data, context) => {
      const { facts = [], lines = [], words, link, subject, ...body } = update.body(data, context);
      return {
        ...body,
        subject: { number: data.number, ...subject },
        words,
        link,
        orderLink: update.toStaff ? undefined : orderLink(data, context),
        lines,
        facts: facts.filter(({ value }) => value !== null),
      };
    },
  });

/** How many pieces of what. */
export const countOf = ({ name, quantity }: Pick<LinePieces, 'name' | 'quantity'>, locale: string): string =>
  `${numberFormat(locale).format(quantity)} × ${name}`;

export const listed = (given: z.output<typeof pieces>, { locale }: Pick<ViewContext, 'locale'>): ListedLine[] =>
  given.map((line) => ({ text: countOf(line, locale), detail: line.sku }));
