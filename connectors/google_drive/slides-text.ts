import type { HeadingAnchor } from '#kit';
import type { Presentation, SlideElement, SlideText } from './editor-schemas.ts';

/** A presentation as Markdown: every slide a heading, with the link to it. */
export function slidesText({ slides }: Presentation): {
  readonly text: string;
  readonly anchors: readonly HeadingAnchor[];
} {
  const anchors: HeadingAnchor[] = [];
  const parts = slides.map(({ objectId, pageElements = [] }, index) => {
    const all = pageElements.flatMap(flat);
    const title = all.find(isTitle);
    const heading = oneLine(wordsOf(title?.shape?.text)) || `Slide ${index + 1}`;
    anchors.push({ heading, anchor: `slide=id.${objectId}` });
    const body = all.filter((one) => one !== title).map(elementText);
    return [`## ${asWords(heading)}`, ...body.filter((part) => part !== '')].join('\n\n');
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
    .map((line) => asWords(line.trim()))
    .filter((line) => line !== '')
    .join('\n\n');
}

type TableRow = NonNullable<NonNullable<SlideElement['table']>['tableRows']>[number];

function tableText(rows: readonly TableRow[]): string {
  const lines = rows.map(({ tableCells = [] }) => {
    const cells = tableCells.map(({ text }) => asWords(oneLine(wordsOf(text))));
    return `| ${cells.join(' | ')} |`;
  });
  const [first, ...rest] = lines;
  if (first === undefined) return '';
  const columns = rows[0]?.tableCells?.length ?? 1;
  return [first, `|${' --- |'.repeat(Math.max(1, columns))}`, ...rest].join('\n');
}

function wordsOf(text: SlideText | undefined): string {
  const runs = text?.textElements ?? [];
  return runs.map(({ textRun, autoText }) => (textRun ?? autoText)?.content ?? '').join('');
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

/** Words of a slide are no Markdown. */
function asWords(words: string): string {
  return words.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, '$1\\$2');
}
