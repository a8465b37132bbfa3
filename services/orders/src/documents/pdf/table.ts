import { area, type Pen, type Style } from './pen.ts';

export interface Column {
  title: string;
  /** Points; one column has none and takes what is left. */
  width?: number;
  /** Columns that are flush right hold figures, which are never wrapped. */
  align?: 'left' | 'right';
}

/** One line of cells of a row, such as the name of what was sold, or the discount below it. */
export interface Band {
  cells: readonly string[];
  style?: Style;
}

/** Bands that are never parted by the end of a page. */
export type Row = readonly Band[];

/** Where the table stands; `keep` goes on to the next page, and says so, where a height does not fit on this one. */
export interface Flow {
  y: number;
  keep(height: number): boolean;
}

const padding = 3;
const between = 8;

/**
 * Rows below a header that stands again at the top of each page.
 *
 * @param title of a short table, which stands above it; all of them stay on one page
 */
export function drawTable(
  pen: Pen,
  flow: Flow,
  columns: readonly Column[],
  rows: readonly Row[],
  title?: string,
): void {
  const places = placesOf(columns);
  const layOut = ({ cells, style = {} }: Band) => {
    const placed = places.map(({ align, ...place }, index) => {
      const text = cells[index] ?? '';
      return align === 'right'
        ? { ...place, text, style: { ...pen.fitted(text, place.width, style), align }, height: pen.lineHeight(style) }
        : { ...place, text, style, height: pen.heightOf(text, place.width, style) };
    });
    return { cells: placed, height: Math.max(...placed.map(({ height }) => height)) };
  };
  const draw = (bands: readonly ReturnType<typeof layOut>[]) => {
    for (const { cells, height } of bands) {
      for (const { text, x, width, style } of cells) pen.put(text, x, flow.y, width, style);
      flow.y += height;
    }
    flow.y += padding;
    pen.rule(flow.y);
  };
  const heightOf = (bands: readonly { height: number }[]) =>
    bands.reduce((sum, { height }) => sum + height, 2 * padding);

  const header = [layOut({ cells: columns.map(({ title }) => title), style: { size: 8, bold: true } })];
  const laidOut = rows.map((row) => row.map(layOut));
  const titleStyle = { bold: true };
  const titleHeight = title === undefined ? 0 : pen.lineHeight(titleStyle) + padding;
  // A header does not stand alone at the end of a page.
  const together = title === undefined ? laidOut.slice(0, 1) : laidOut;
  flow.keep(together.reduce((sum, row) => sum + heightOf(row), titleHeight + heightOf(header)));
  pen.put(title ?? '', area.left, flow.y, area.width, titleStyle);
  flow.y += titleHeight;
  draw(header);
  for (const row of laidOut) {
    if (flow.keep(heightOf(row))) draw(header);
    flow.y += padding;
    draw(row);
  }
}

function placesOf(columns: readonly Column[]): { x: number; width: number; align: 'left' | 'right' }[] {
  const rest = area.width - columns.reduce((sum, { width = 0 }) => sum + width, 0);
  let x = area.left;
  return columns.map(({ width = rest, align = 'left' }) => {
    const left = x;
    x += width;
    // The first column begins at the edge, and the last one ends there.
    return { x: align === 'right' ? left + between : left, width: width - between, align };
  });
}
