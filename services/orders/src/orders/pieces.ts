import type { LinePieces } from '@oms/contracts';
import { type FieldError, invalidFields, invalidTransition, Problem } from '@oms/http';
import * as z from 'zod';
import { highestQuantity } from './new-order.ts';
import type { LineRecord, OrderRecord } from './order-record.ts';

/** Pieces of an order as a request names them. */
export const wantedPieces = z
  .array(
    z
      .strictObject({
        lineId: z.uuid().optional(),
        sku: z.string().min(1).max(64).optional(),
        quantity: z.int().min(1).max(highestQuantity),
      })
      .refine(({ lineId, sku }) => (lineId === undefined) !== (sku === undefined), {
        error: 'must have either lineId or sku',
        params: { code: 'line_or_sku' },
      }),
  )
  .min(1)
  .max(200);

export type WantedPieces = z.infer<typeof wantedPieces>;

/** What a request can choose from. */
export interface Left {
  /** Pieces of a line. */
  of(line: LineRecord): number;
  /** As in "2 are left to ship". */
  what: string;
  /** Why more cannot be had, for programs. */
  cause: string;
}

/**
 * The pieces that a request names, one entry a line in the order of the lines; all that are left where it names none.
 *
 * @throws {Problem} 422 for what is not in the order, 409 for more than is left
 */
export function choosePieces(
  order: Pick<OrderRecord, 'lines' | 'status' | 'version'>,
  wanted: WantedPieces | undefined,
  left: Left,
): LinePieces[] {
  const quantities = wanted
    ? quantitiesOf(order, wanted, left)
    : new Map(order.lines.map((line) => [line.id, left.of(line)]));
  return order.lines.flatMap(({ id: lineId, sku, name }) => {
    const quantity = quantities.get(lineId) ?? 0;
    return quantity > 0 ? [{ lineId, sku, name, quantity }] : [];
  });
}

/** By line. */
function quantitiesOf(
  order: Pick<OrderRecord, 'lines' | 'status' | 'version'>,
  wanted: WantedPieces,
  left: Left,
): Map<string, number> {
  const unknown: FieldError[] = [];
  const excessive: FieldError[] = [];
  const quantities = new Map<string, number>();
  for (const [index, { lineId, sku, quantity }] of wanted.entries()) {
    const [line, another] = order.lines.filter((each) => each.id === lineId || each.sku === sku);
    const refuse = (field: string, code: string, detail: string): FieldError => ({
      pointer: `/items/${index}/${field}`,
      in: 'body',
      code,
      detail,
    });
    if (!line) {
      unknown.push(
        lineId === undefined
          ? refuse('sku', 'unknown_sku', 'is not the sku of a line of this order')
          : refuse('lineId', 'unknown_line', 'is not a line of this order'),
      );
    } else if (another) {
      unknown.push(refuse('sku', 'ambiguous_sku', 'is the sku of several lines; name the line by lineId'));
    } else {
      const sum = (quantities.get(line.id) ?? 0) + quantity;
      quantities.set(line.id, sum);
      const count = left.of(line);
      if (sum > count) excessive.push(refuse('quantity', left.cause, `comes to ${sum}; ${count} are ${left.what}`));
    }
  }
  if (unknown.length > 0) throw invalidFields(unknown);
  if (excessive.length === 0) return quantities;
  const { status, version } = order;
  throw new Problem(invalidTransition, {
    detail: `Of some lines fewer pieces are ${left.what}; see errors.`,
    errors: excessive,
    extensions: { cause: left.cause, currentStatus: status, version },
  });
}

/** The lines of an order, those counted anew that have a part in `pieces`. */
export function countPieces(
  lines: readonly LineRecord[],
  pieces: readonly Pick<LinePieces, 'lineId' | 'quantity'>[],
  count: (line: LineRecord, quantity: number) => Partial<LineRecord>,
): LineRecord[] {
  const quantities = new Map(pieces.map(({ lineId, quantity }) => [lineId, quantity]));
  return lines.map((line) => {
    const quantity = quantities.get(line.id);
    return quantity === undefined ? line : { ...line, ...count(line, quantity) };
  });
}

/** The products that pieces are of, for the stock to move. */
export const productsOf = (
  lines: readonly LineRecord[],
  pieces: readonly Pick<LinePieces, 'lineId' | 'quantity'>[],
): { productId: string; quantity: number }[] =>
  pieces.flatMap(({ lineId, quantity }) => {
    const line = lines.find(({ id }) => id === lineId);
    return line ? [{ productId: line.productId, quantity }] : [];
  });

/** Pieces by line, as rows of a table count them. */
export type PiecesByLine = ReadonlyMap<string, number>;

export const byLine = (rows: readonly Pick<LinePieces, 'lineId' | 'quantity'>[]): PiecesByLine =>
  new Map(rows.map(({ lineId, quantity }) => [lineId, quantity]));

export const countAll = (pieces: PiecesByLine): number => [...pieces.values()].reduce((one, other) => one + other, 0);
