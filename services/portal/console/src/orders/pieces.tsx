import type { Values } from '../ui/action-button.tsx';
import { Field } from '../ui/field.tsx';

export interface Piece {
  lineId: string;
  name: string;
  sku: string;
  /** How many there can be at the most. */
  most: number;
}

/** Asks how many pieces of each line. @param all whether all of them unless changed */
export function PieceFields({ pieces, all }: { pieces: readonly Piece[]; all: boolean }) {
  return (
    <>
      {pieces.map(({ lineId, name, sku, most }) => (
        <Field key={lineId} label={`${name} (${sku}), at most ${most}`}>
          <input
            name={`piece ${lineId}`}
            type="number"
            min={0}
            max={most}
            step={1}
            defaultValue={all ? most : 0}
            required
          />
        </Field>
      ))}
    </>
  );
}

/** The pieces that were asked for. */
export const piecesIn = (values: Values): { lineId: string; quantity: number }[] =>
  Object.entries(values)
    .filter(([name, value]) => name.startsWith('piece ') && Number(value) > 0)
    .map(([name, value]) => ({ lineId: name.slice('piece '.length), quantity: Number(value) }));
