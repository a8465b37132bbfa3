import { area, createPen, type DocumentInfo, type Style } from './pen.ts';
import { type Column, drawTable, type Flow, type Row } from './table.ts';

/** Something and its value, such as a number or a sum. */
export interface Entry {
  label: string;
  value: string;
  /** Below a line. */
  bold?: boolean;
}

const gap = 12;

/** A document that is written from top to bottom, on as many pages as it takes. */
export function createSheet(info: DocumentInfo) {
  const pen = createPen(info);
  const flow: Flow = {
    y: area.top,
    keep(height) {
      if (flow.y + height <= area.bottom) return false;
      pen.turnPage();
      flow.y = area.top;
      return true;
    },
  };

  function paragraph(text: string, style: Style = {}): void {
    const height = pen.heightOf(text, area.width, style);
    flow.keep(height);
    pen.put(text, area.left, flow.y, area.width, style);
    flow.y += height;
  }

  /** Lines beside each other, each below a title. */
  function blocks(list: readonly { title: string; lines: readonly string[] }[]): void {
    const width = (area.width - gap * (list.length - 1)) / list.length;
    const titleStyle = { size: 8, muted: true };
    const titleHeight = pen.lineHeight(titleStyle) + 2;
    const blocks = list.map(({ title, lines }, index) => {
      const text = lines.join('\n');
      return { title, text, x: area.left + index * (width + gap), height: titleHeight + pen.heightOf(text, width) };
    });
    const height = Math.max(...blocks.map((block) => block.height));
    flow.keep(height);
    for (const { title, text, x } of blocks) {
      pen.put(title, x, flow.y, width, titleStyle);
      pen.put(text, x, flow.y + titleHeight, width);
    }
    flow.y += height;
  }

  function putEntries(list: readonly Entry[], x: number, labelWidth: number, align: 'left' | 'right'): void {
    const valueX = x + labelWidth + 6;
    const valueWidth = area.right - valueX;
    const placed = list.map(({ label, value, bold = false }) => {
      const style = { bold, align };
      const valueStyle = align === 'right' ? pen.fitted(value, valueWidth, style) : style;
      const height = Math.max(pen.heightOf(label, labelWidth, { bold }), pen.heightOf(value, valueWidth, valueStyle));
      return { label, value, bold, valueStyle, above: bold ? 2 : 0, height: height + (bold ? 3 : 1) };
    });
    flow.keep(placed.reduce((sum, { above, height }) => sum + above + height, 0));
    for (const { label, value, bold, valueStyle, above, height } of placed) {
      if (bold) pen.rule(flow.y, x);
      flow.y += above;
      pen.put(label, x, flow.y, labelWidth, { bold, muted: !bold });
      pen.put(value, valueX, flow.y, valueWidth, valueStyle);
      flow.y += height;
    }
  }

  return {
    paragraph,
    blocks,
    /** Labels and values in two columns. */
    entries: (list: readonly Entry[]): void => putEntries(list, area.left, 110, 'left'),
    /** As `entries`, on the right half of the page and flush right. */
    sums: (list: readonly Entry[]): void => putEntries(list, area.left + area.width / 2, 125, 'right'),
    table: (columns: readonly Column[], rows: readonly Row[], title?: string): void =>
      drawTable(pen, flow, columns, rows, title),
    /** Leaves room; 12 points unless told otherwise. */
    space: (height: number = gap): void => {
      flow.y += height;
    },
    /** Writes both from where it stands, and goes on below the longer one. */
    beside: (one: () => void, other: () => void): void => {
      const top = flow.y;
      one();
      const ended = flow.y;
      flow.y = top;
      other();
      flow.y = Math.max(flow.y, ended);
    },
    /**
     * Ends the document: `foot` stands on every page, the title on all but the first.
     *
     * @returns the PDF
     */
    finish: (foot: readonly string[], pageOf: (page: number, pages: number) => string): Promise<Buffer> => {
      const text = foot.join(' · ');
      pen.onEachPage((page, pages) => {
        if (page > 1) pen.put(info.title, area.left, area.top - 24, area.width, { size: 8, muted: true });
        pen.rule(area.bottom + 16);
        pen.put(text, area.left, area.bottom + 22, area.width - 90, { size: 7, muted: true });
        const place = { size: 8, muted: true, align: 'right' } as const;
        pen.put(pageOf(page, pages), area.right - 80, area.bottom + 22, 80, place);
      });
      return pen.end();
    },
  };
}

export type Sheet = ReturnType<typeof createSheet>;
