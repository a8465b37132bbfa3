import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

// DejaVu has Latin, Greek, Cyrillic and more, the signs of all currencies, and digits of one width. What a document uses of
// it is embedded in it.
const font = (name: string): Buffer => readFileSync(new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
const fonts = { regular: font('DejaVuSansCondensed'), bold: font('DejaVuSansCondensed-Bold') };

/** A4, in points of 1/72 inch. */
const paper = { width: 595.28, height: 841.89 };
const edge = 56;
/** What of a page its content may take. */
export const area = {
  left: edge,
  right: paper.width - edge,
  width: paper.width - 2 * edge,
  top: edge,
  bottom: paper.height - 96,
};

const colors = { ink: '#1a1a1a', muted: '#6b6b6b', rule: '#c8c8c8' };

export interface Style {
  /** Points; 9 unless told otherwise. */
  size?: number;
  bold?: boolean;
  muted?: boolean;
  align?: 'left' | 'right';
}

export interface DocumentInfo {
  title: string;
  author: string;
  /** RFC 3339, or a calendar date. */
  date: string;
  /** BCP 47. */
  locale: string;
}

const defaultSize = 9;

/** Writes where it is told to, on the page that was turned to last; it knows nothing of what stands there already. */
export function createPen({ title, author, date, locale }: DocumentInfo) {
  const created = new Date(date);
  const doc = new PDFDocument({
    size: 'A4',
    // Where pages end is decided elsewhere: pdfkit would break them in the middle of a row.
    margin: 0,
    bufferPages: true,
    lang: locale,
    displayTitle: true,
    info: { Title: title, Author: author, CreationDate: created, ModDate: created },
  });
  for (const [name, data] of Object.entries(fonts)) doc.registerFont(name, data);

  const use = ({ size = defaultSize, bold = false, muted = false }: Style) =>
    doc
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(muted ? colors.muted : colors.ink);

  return {
    /** Wraps what is longer than `width`. */
    put(text: string, x: number, y: number, width: number, style: Style = {}): void {
      if (text !== '') use(style).text(text, x, y, { width, align: style.align ?? 'left' });
    },
    heightOf: (text: string, width: number, style: Style = {}): number =>
      text === '' ? 0 : use(style).heightOfString(text, { width }),
    lineHeight: (style: Style = {}): number => use(style).currentLineHeight(true),
    /** The style, or a smaller one in which the text takes one line: figures that are parted could be misread. */
    fitted(text: string, width: number, style: Style): Style {
      const wanted = use(style).widthOfString(text);
      return wanted <= width ? style : { ...style, size: ((style.size ?? defaultSize) * (width - 0.1)) / wanted };
    },
    /** A line from `x` to the right edge. */
    rule(y: number, x: number = area.left): void {
      doc.moveTo(x, y).lineTo(area.right, y).lineWidth(0.5).strokeColor(colors.rule).stroke();
    },
    turnPage(): void {
      doc.addPage();
    },
    /** Calls back on each page, from the first on. */
    onEachPage(write: (page: number, pages: number) => void): void {
      const { count } = doc.bufferedPageRange();
      for (let page = 0; page < count; page += 1) {
        doc.switchToPage(page);
        write(page + 1, count);
      }
    },
    /** @returns the PDF */
    end(): Promise<Buffer> {
      doc.end();
      return buffer(doc);
    },
  };
}

export type Pen = ReturnType<typeof createPen>;
