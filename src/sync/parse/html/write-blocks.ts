import type { Block } from '#core/block.ts';
import { cutText } from '#util/cut-text.ts';
import { isAdmonition } from './admonition.ts';
import type { BlockExtra, BlockWriter } from './block-writer.ts';
import { codeLanguage, isCodeBox } from './code-language.ts';
import { findBelow } from './find-below.ts';
import { gridTable } from './grid-table.ts';
import { anchorOf, headingAnchor, idOf } from './heading-anchor.ts';
import { isLayoutTable, tableText } from './html-table.ts';
import { createImageWords } from './image-words.ts';
import { foldInline, lineBreak, lineOf, ownWords, verbatim } from './inline-content.ts';
import { isInline } from './is-inline.ts';
import type { VisibleNode } from './visible-node.ts';

/** A heading's text travels with every chunk below it. */
const maxHeadingTextLength = 300;

/** A chain of elements, innermost first. */
export interface Around {
  readonly node: VisibleNode;
  readonly outer: Around | undefined;
  /** The innermost id of the chain. */
  readonly id: string | undefined;
}

/** Where the walk is. */
interface Place {
  readonly kind: 'paragraph' | 'quote';
  /** The block that is being read, and those around it. */
  readonly around: Around;
  /** What the lines of the list item around begin with; undefined outside lists. */
  readonly item: { next: string; readonly rest: string } | undefined;
  readonly inAdmonition: boolean;
}

/**
 * Writes the visible content below `root` as blocks, in the order of the page. White space is folded
 * outside `pre`; lists keep their markers and nesting, tables their rows. A term is written together
 * with the first paragraph of its definition.
 */
export function writeBlocks(root: VisibleNode, out: BlockWriter): void {
  /** Inline text that is being read. */
  let inline = '';
  /** Lines of the list that is being read. */
  let lines: string[] = [];
  /** Terms that wait for their definition, and where a link to the first of them leads. */
  let terms: string[] = [];
  let termId: string | undefined;
  /** An empty anchor that was passed since the last words. */
  let looseId: string | undefined;

  const imageWords = createImageWords();

  const start: Place = {
    kind: 'paragraph',
    around: { node: root, outer: undefined, id: idOf(root) },
    item: undefined,
    inAdmonition: false,
  };
  walk(root, start);
  flush(start);
  settle();

  /** Ends the current run of inline text. */
  function flush(place: Place): void {
    const text = foldInline(inline);
    inline = '';
    if (text === '') return;
    const { item } = place;
    if (item === undefined) {
      emit(place.kind, text);
      return;
    }
    for (const line of text.split('\n')) {
      lines.push(`${item.next}${line}`);
      item.next = item.rest;
    }
  }

  function emit(kind: Block['kind'], text: string, extra: BlockExtra = {}): void {
    looseId = undefined;
    if (lines.length > 0) settle();
    if (terms.length > 0 && kind === 'paragraph') {
      const term = terms.join('\n');
      terms = [];
      out.write('list', `${term}\n: ${text}`, termAnchor());
      return;
    }
    settle();
    out.write(kind, text, extra);
  }

  /** Writes what waits: terms without a paragraph, lines of a list. */
  function settle(): void {
    out.write('list', terms.join('\n'), termAnchor());
    out.write('list', lines.join('\n'));
    terms = [];
    lines = [];
  }

  function termAnchor(): BlockExtra {
    return termId === undefined ? {} : { anchor: termId };
  }

  function walk(parent: VisibleNode, place: Place): void {
    for (const node of parent.children) visit(node, place);
  }

  function visit(node: VisibleNode, place: Place): void {
    const { name } = node;
    if (node.type === 'text') inline += node.data ?? '';
    else if (name === undefined) return;
    else if (name === 'br') inline += lineBreak;
    else if (name === 'img') inline += imageWords.of(node, place.around);
    else if (ownWords(node) !== undefined) inline += ownWords(node);
    else if (isInline(name)) {
      if (isMark(node)) looseId = anchorOf(node) ?? looseId;
      walk(node, place);
    } else {
      flush(place);
      const around = { node, outer: place.around, id: idOf(node) ?? place.around.id };
      inline = node.tabLabel ?? '';
      flush(place);
      block(node, name, { ...place, around });
    }
  }

  function block(node: VisibleNode, name: string, place: Place): void {
    switch (name) {
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        heading(node, Number(name[1]), place);
        break;
      case 'pre':
        code(node, place);
        break;
      case 'table':
        table(node, place);
        break;
      case 'ul':
      case 'ol':
      case 'menu':
        list(node, name === 'ol', place);
        break;
      case 'dt':
        term(node, place);
        break;
      case 'blockquote':
        flow(node, { ...place, kind: 'quote' });
        break;
      default:
        if (isCodeBox(node)) code(node, place);
        else if (gridTable(node) !== undefined) table(gridTable(node) ?? node, place);
        else flow(node, isAdmonition(node) ? { ...place, inAdmonition: true } : place);
        break;
    }
  }

  function flow(node: VisibleNode, place: Place): void {
    walk(node, place);
    flush(place);
  }

  /** The heading of a note or a list item does not divide the page: what follows is not below it. */
  function heading(node: VisibleNode, level: number, place: Place): void {
    if (place.inAdmonition || place.item) {
      flow(node, place);
      return;
    }
    const text = lineOf(node);
    if (text === '') return;
    const anchor = headingAnchor(node, { before: looseId, around: place.around });
    imageWords.said(text);
    emit('heading', text, {
      heading: { level, text: cutText(text, maxHeadingTextLength), anchor },
    });
  }

  function code(node: VisibleNode, place: Place): void {
    const text = verbatim(node)
      .replace(/^(?:[^\S\n]*\n)+/, '')
      .trimEnd();
    const language = codeLanguage(node, place.around.outer);
    if (text !== '') emit('code', text, language === undefined ? {} : { language });
  }

  function table(node: VisibleNode, place: Place): void {
    const caption = node.children.find((child) => child.name === 'caption');
    if (isLayoutTable(node)) {
      flow(node, place);
      return;
    }
    if (caption) flow(caption, place);
    const rows = tableText(node);
    if (rows)
      emit('table', rows.text, rows.rowsStart === undefined ? {} : { rowsStart: rows.rowsStart });
  }

  function list(node: VisibleNode, ordered: boolean, place: Place): void {
    if (place.item === undefined && lines.length > 0) settle();
    const indent = place.item?.rest ?? '';
    let number = Number.parseInt(node.attribs?.start ?? '1', 10);
    if (!Number.isFinite(number)) number = 1;
    for (const child of node.children) {
      if (child.name !== 'li') {
        visit(child, place);
        continue;
      }
      flush(place);
      if (isPageList(node, child)) {
        visit({ ...child, name: 'div' }, place);
        continue;
      }
      const marker = ordered ? `${number++}. ` : '- ';
      const rest = indent + ' '.repeat(marker.length);
      flow(child, {
        ...place,
        around: { node: child, outer: place.around, id: idOf(child) ?? place.around.id },
        item: { next: indent + marker, rest },
      });
    }
    flush(place);
    if (place.item === undefined && lines.length > 0) settle();
  }

  function term(node: VisibleNode, place: Place): void {
    if (place.item) {
      flow(node, place);
      return;
    }
    const text = lineOf(node);
    if (text === '') return;
    if (terms.length === 0) {
      if (lines.length > 0) settle();
      termId = idOf(node) ?? innerId(node);
    }
    terms.push(text);
  }

  function innerId(node: VisibleNode): string | undefined {
    const found = findBelow(node, (below) => idOf(below) !== undefined);
    return found && idOf(found);
  }

  function isMark(node: VisibleNode): boolean {
    return node.name === 'a' && node.children.length === 0;
  }
}

/** Lists of javadoc (up to 15, from 16 on) that lay out the sections of a page. */
const pageLists: ReadonlySet<string> = new Set([
  'blocklist',
  'summary-list',
  'details-list',
  'member-list',
]);

/** Whether the items of a list are sections of the page rather than items. */
function isPageList(list: VisibleNode, item: VisibleNode): boolean {
  return (
    item.children.some((child) => child.name === 'section') ||
    list.classes.some((name) => pageLists.has(name))
  );
}
