import type { HeadingAnchor } from '#kit';
import type { Presentation, SlideElement, SlideText } from './editor-schemas.ts';
import { escapeMarkup } from './markdown-escapes.ts';

/** A presentation as Markdown: every slide a heading, with the link to it. */
export function slidesText({ slides }: Presentation): {
  readonly text: string;
  readonly anchors: readonly HeadingAnchor[];
} {
  const anchors: HeadingAnchor[] = [];
  const parts = slides.flatMap(({ objectId, pageElements = [] }, index) => {
    const all = pageElements.flatMap(flat);
    const title = all.find(isTitle);
    const body = all.flatMap((one) => (one === title ? [] : elementText(one) || []));
    // Nothing is said on it.
    if (title === undefined && body.length === 0) return [];
    const heading = oneLine(wordsOf(title?.shape?.text)) || `Slide ${index + 1}`;
    anchors.push({ heading, anchor: `slide=id.${objectId}` });
    return [[`## ${escapeMarkup(heading)}`, ...body].join('\n\n')];
  });
  return { text: `${parts.join('\n\n')}\n`, anchors };
}

function flat(element: SlideElement): readonly SlideElement[] {
  const children = element.elementGroup?.children;
  return children ? children.flatMap(flat) : [element];
}

function isTitle({ shape }: SlideElement): boolean {
  return (
    /^(?:CENTERED_)?TITLE$/.test(shape?.placeholder?.type ?? '') &&
    oneLine(wordsOf(shape?.text)) !== ''
  );
}

function elementText({ shape, table, wordArt }: SlideElement): string {
  if (table) return tableText(table.tableRows ?? []);
  const words = wordsOf(shape?.text) || (wordArt?.renderedText ?? '');
  // A vertical tab is a line break within a paragraph.
  return words
    .split(/[\n\v]+/)
    .map((line) => escapeMarkup(line.trim()))
    .filter((line) => line !== '')
    .join('\n\n');
}

type TableRow = NonNullable<NonNullable<SlideElement['table']>['tableRows']>[number];

function tableText(rows: readonly TableRow[]): string {
  const lines = rows.map(({ tableCells = [] }) => {
    const cells = tableCells.map(({ text }) =>
      escapeMarkup(oneLine(wordsOf(text))).replaceAll('|', '\\|'),
    );
    return `| ${cells.join(' | ')} |`;
  });
  const [first, ...rest] = lines;
  if (first === undefined) return '';
  const columns = rows[0]?.tableCells?.length ?? 1;
  return [first, `|${' --- |'.repeat(Math.max(1, columns))}`, ...rest].join('\n');
}

function wordsOf(text: SlideText | undefined): string {
  const runs = text?.textElements ?? [];
  return runs.map(({ textRun }) => textRun?.content ?? '').join('');
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}
