import type { Parsed } from '#core/block.ts';
import { cutText } from '#util/cut-text.ts';
import { createBlockWriter } from '../html/block-writer.ts';
import { codeText } from './code-text.ts';
import type { PdfTable } from './find-tables.ts';
import { joinHyphens, type KnownWords } from './join-hyphens.ts';
import type { PagePart } from './page-parts.ts';
import { continuesParagraph, joinedParagraph, type Paragraph } from './paragraphs.ts';

const maxHeadingTextLength = 300;

/**
 * Writes what pages are made of as blocks. A paragraph that a page or column end divided is one block
 * with the anchor of the page where it begins; notes at the foot of the first page follow it.
 */
export function writePages(
  pages: readonly (readonly PagePart[])[],
  words: KnownWords,
): Pick<Parsed, 'text' | 'blocks'> {
  const parts = joinedParts(pages);
  const out = createBlockWriter();
  let anchored = -1;
  const anchorAt = (page: number) => {
    if (page <= anchored) return {};
    anchored = page;
    return { anchor: anchorOf(page) };
  };
  for (let at = 0; at < parts.length; ) {
    const entry = parts[at];
    at++;
    if (entry === undefined) continue;
    const { part, page } = entry;
    if (part.kind === 'heading') {
      const { lines, level } = part.heading;
      const text = joinHyphens(
        lines.map((line) => ({ text: line.text, joint: ' ' })),
        words,
      );
      const anchor = anchorOf(page);
      anchored = Math.max(anchored, page);
      out.write('heading', text, {
        heading: { level, text: cutText(text, maxHeadingTextLength), anchor },
        anchor,
      });
    } else if (part.kind === 'table') {
      const { text, rowsStart } = tableText(part.table, words);
      out.write('table', text, {
        ...anchorAt(page),
        ...(rowsStart !== undefined && { rowsStart }),
      });
    } else if (part.kind === 'code') out.write('code', codeText(part.lines), anchorAt(page));
    else if (part.kind === 'edge') out.write('paragraph', part.line.text, anchorAt(page));
    else if (part.paragraph.item === undefined) {
      out.write('paragraph', joinHyphens(part.paragraph.lines, words), anchorAt(page));
    } else {
      const items = [part.paragraph];
      for (let next = parts[at]; isItemOf(next, page); next = parts[at]) {
        items.push(next.part.paragraph);
        at++;
      }
      out.write('list', listText(items, words), anchorAt(page));
    }
  }
  return { text: out.text(), blocks: out.blocks };
}

interface PlacedPart {
  readonly part: PagePart;
  readonly page: number;
}

/** All parts in order; what goes on with an open paragraph is put there. */
function joinedParts(pages: readonly (readonly PagePart[])[]): readonly PlacedPart[] {
  const parts: PlacedPart[] = [];
  let openAt: number | undefined;
  for (const [page, own] of pages.entries()) {
    let isTop = true;
    let lastText: number | undefined;
    for (const part of own) {
      const open = openAt === undefined ? undefined : parts[openAt];
      if (
        isTop &&
        openAt !== undefined &&
        open?.part.kind === 'paragraph' &&
        part.kind === 'paragraph'
      ) {
        const { paragraph } = open.part;
        // One that begins further up would hide on which page its end stands.
        if (open.page === page - 1 && continuesParagraph(paragraph, part.paragraph)) {
          const whole = joinedParagraph(paragraph, part.paragraph);
          parts[openAt] = { part: { kind: 'paragraph', paragraph: whole }, page: open.page };
          isTop = false;
          continue;
        }
      }
      if (part.kind !== 'edge') isTop = false;
      parts.push({ part, page });
      if (part.kind === 'edge') continue;
      if (part.kind !== 'paragraph') lastText = undefined;
      else if (lastText === undefined || !isNote(parts[lastText]?.part, part)) {
        lastText = parts.length - 1;
      }
    }
    openAt = lastText;
  }
  return parts;
}

/** Smaller text behind larger one at the end of a page is a note. */
function isNote(above: PagePart | undefined, part: PagePart): boolean {
  return (
    above?.kind === 'paragraph' &&
    part.kind === 'paragraph' &&
    part.paragraph.first.size < above.paragraph.last.size * 0.93
  );
}

function isItemOf(
  next: PlacedPart | undefined,
  page: number,
): next is PlacedPart & {
  readonly part: { readonly kind: 'paragraph'; readonly paragraph: Paragraph };
} {
  return (
    next?.part.kind === 'paragraph' && next.page === page && next.part.paragraph.item !== undefined
  );
}

/** One item a line, moved in by two spaces for each level that its mark is moved in. */
function listText(items: readonly Paragraph[], words: KnownWords): string {
  const levels: number[] = [];
  const rows = items.map(({ item, lines, first }) => {
    const left = item?.left ?? 0;
    while (levels.length > 1 && left < (levels.at(-1) ?? 0) - first.size * 0.5) levels.pop();
    if (levels.length === 0 || left > (levels.at(-1) ?? 0) + first.size * 0.5) levels.push(left);
    const indent = '  '.repeat(Math.max(0, levels.length - 1));
    const text = joinHyphens(lines, words).replaceAll('\n', `\n${indent}  `);
    return `${indent}${item?.mark.text ?? '-'} ${text}`;
  });
  return rows.join('\n');
}

function tableText(
  { rows, headerCount }: PdfTable,
  words: KnownWords,
): { text: string; rowsStart: number | undefined } {
  const cellText = (cell: readonly string[]) => {
    const lines = cell.map((text) => ({ text, joint: ' ' }) as const);
    return joinHyphens(lines, words).replaceAll('|', '\\|');
  };
  const lines = rows.map((row) => `| ${row.map(cellText).join(' | ')} |`);
  if (headerCount === 0) return { text: lines.join('\n'), rowsStart: undefined };
  const rule = `| ${rows[0]?.map(() => '---').join(' | ')} |`;
  const head = [...lines.slice(0, headerCount), rule].join('\n');
  const body = lines.slice(headerCount).join('\n');
  return { text: `${head}\n${body}`, rowsStart: head.length + 1 };
}

function anchorOf(page: number): string {
  return `page=${page + 1}`;
}
