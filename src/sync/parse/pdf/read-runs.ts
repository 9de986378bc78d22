import type { PDFPageProxy } from 'pdfjs-dist';
import { readTags, type TagOfText, type Tags } from './struct-tags.ts';
import type { TextRun } from './text-run.ts';

export interface PageRuns {
  /** In the order in which they are drawn. */
  readonly runs: readonly TextRun[];
  /** Fonts of the page by the engine's name; a rough family is all that is known without asking. */
  readonly families: ReadonlyMap<string, string>;
}

/** Reads the text of a page with its places. */
export async function readRuns(page: PDFPageProxy, isTagged: boolean): Promise<PageRuns> {
  const tags: Tags = isTagged ? readTags(await page.getStructTree()) : new Map();
  const { items, styles } = await page.getTextContent({ includeMarkedContent: tags.size > 0 });
  const { transform } = page.getViewport({ scale: 1 });
  const runs: TextRun[] = [];
  const marks: (TagOfText | undefined)[] = [];
  let isSpaced = false;
  for (const item of items) {
    if (!('str' in item)) {
      if (item.type === 'endMarkedContent') marks.pop();
      else marks.push(tagOfMark(item, tags) ?? marks.at(-1));
      continue;
    }
    const text = item.str.replace(/\0/g, '');
    if (text.trim() === '') {
      isSpaced ||= text !== '' || item.hasEOL;
      continue;
    }
    const matrix = product(transform, item.transform);
    const isVertical = styles[item.fontName]?.vertical ?? false;
    const place = placed(matrix);
    const size = Math.hypot(matrix[2], matrix[3]) || item.height;
    const extent = isVertical ? size : item.width;
    runs.push({
      text,
      ...place,
      right: place.left + extent,
      size,
      font: item.fontName,
      isRightToLeft: item.dir === 'rtl',
      isVertical,
      isSpaced: isSpaced || /^\s/.test(text),
      tag: marks.at(-1),
    });
    isSpaced = item.hasEOL || /\s$/.test(text);
  }
  const families = new Map(
    Object.entries(styles).map(([font, { fontFamily }]) => [font, fontFamily] as const),
  );
  return { runs, families };
}

/** The engine's own types say nothing of the name that a mark has. */
function tagOfMark(mark: object, tags: Tags): TagOfText | undefined {
  if ('tag' in mark && mark.tag === 'Artifact') return { element: -1, isArtifact: true };
  return 'id' in mark && typeof mark.id === 'string' ? tags.get(mark.id) : undefined;
}

type Matrix = readonly [number, number, number, number, number, number];

function product(outer: readonly number[], inner: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = outer;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = inner;
  return [
    a * g + c * h,
    b * g + d * h,
    a * i + c * j,
    b * i + d * j,
    a * k + c * l + e,
    b * k + d * l + f,
  ];
}

/** Where a run begins on a page that is turned until the run stands upright. */
function placed([a, b, , , x, y]: Matrix): Pick<TextRun, 'left' | 'y' | 'turn'> {
  switch (((Math.round(Math.atan2(b, a) / (Math.PI / 2)) % 4) + 4) % 4) {
    case 1:
      return { left: y, y: -x, turn: 1 };
    case 2:
      return { left: -x, y: -y, turn: 2 };
    case 3:
      return { left: -y, y: x, turn: 3 };
    default:
      return { left: x, y, turn: 0 };
  }
}
