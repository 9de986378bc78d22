import type { Block } from '#core/block.ts';
import { cutText } from '#util/cut-text.ts';
import { isAdmonition } from './admonition.ts';
import type { BlockExtra, BlockWriter } from './block-writer.ts';
import { codeLanguage, isCodeBox } from './code-language.ts';
import { findBelow } from './find-below.ts';
import { gridTable } from './grid-table.ts';
import {
  anchorAround,
  anchorOf,
  headingAnchor,
  idOf,
  type LinkableHeading,
} from './heading-anchor.ts';
import { isLayoutTable, tableText } from './html-table.ts';
import { createImageWords, type ImageWords } from './image-words.ts';
import { foldInline, lineBreak, lineOf, ownWords, verbatim } from './inline-content.ts';
import { isCodeButton } from './link-signs.ts';
import { isBoxTable, signatureOf, tableSections } from './table-shape.ts';
import type { VisibleNode } from './visible-node.ts';

/** What is left at the end of a line of links when buttons among them are gone. */
const looseEnd = /(?:\s+[·|])+$/;

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
  const writing: Writing = {
    out,
    inline: '',
    lines: [],
    terms: [],
    termId: undefined,
    looseId: undefined,
    linkable: [],
    imageWords: createImageWords(),
  };
  const start: Place = {
    kind: 'paragraph',
    around: { node: root, outer: undefined, id: idOf(root) },
    item: undefined,
    inAdmonition: false,
  };
  walk(writing, root, start);
  flush(writing, start);
  settle(writing);
}

/**
 * A page that is being written. What is done with it are functions of this module: the engine can put
 * only those into their callers.
 */
interface Writing {
  readonly out: BlockWriter;
  /** Inline text that is being read. */
  inline: string;
  /** Lines of the list that is being read. */
  lines: string[];
  /** Terms that wait for their definition, and where a link to the first of them leads. */
  terms: string[];
  termId: string | undefined;
  /** An empty anchor that was passed since the last words. */
  looseId: string | undefined;
  /** Headings around what is read next that can be linked to, outermost first. */
  linkable: readonly LinkableHeading[];
  readonly imageWords: ImageWords;
}

/** Ends the current run of inline text. */
function flush(writing: Writing, place: Place): void {
  if (writing.inline === '') return;
  const folded = foldInline(writing.inline);
  const text = folded.endsWith('·') || folded.endsWith('|') ? folded.replace(looseEnd, '') : folded;
  writing.inline = '';
  if (text === '') return;
  const { item } = place;
  if (item === undefined) {
    emit(writing, place.kind, text);
    return;
  }
  writing.looseId = undefined;
  for (const line of text.includes('\n') ? text.split('\n') : [text]) {
    writing.lines.push(`${item.next}${line}`);
    item.next = item.rest;
  }
}

function emit(
  writing: Writing,
  kind: Block['kind'],
  text: string,
  extra: BlockExtra = noExtra,
): void {
  writing.looseId = undefined;
  if (writing.lines.length > 0) settle(writing);
  if (writing.terms.length > 0) {
    if (kind === 'paragraph') {
      const term = writing.terms.join('\n');
      writing.terms = [];
      writing.out.write('list', `${term}\n: ${text}`, termAnchor(writing));
      return;
    }
    settle(writing);
  }
  writing.out.write(kind, text, extra);
}

/** Writes what waits: terms without a paragraph, lines of a list. */
function settle(writing: Writing): void {
  const { lines, out, terms } = writing;
  if (terms.length > 0) out.write('list', terms.join('\n'), termAnchor(writing));
  if (lines.length > 0) out.write('list', lines.join('\n'));
  writing.terms = [];
  writing.lines = [];
}

function termAnchor({ termId }: Writing): BlockExtra {
  return termId === undefined ? noExtra : { anchor: termId };
}

function walk(writing: Writing, parent: VisibleNode, place: Place): void {
  let isAfterCode = false;
  for (const node of parent.children) {
    if (node.type === 'text') writing.inline += node.data ?? '';
    else if (!isAfterCode || !isCodeButton(node)) visit(writing, node, place);
    if (node.size > 0) isAfterCode = node.name === 'pre';
  }
}

function visit(writing: Writing, node: VisibleNode, place: Place): void {
  const { name } = node;
  if (node.type === 'text') writing.inline += node.data ?? '';
  else if (name === undefined) return;
  else if (name === 'br') writing.inline += lineBreak;
  else if (name === 'img') writing.inline += writing.imageWords.of(node, place.around);
  else if (node.inline) {
    const own = ownWords(node);
    if (own !== undefined) {
      writing.inline += own;
      return;
    }
    if (isMark(node) || isAroundHeading(node)) writing.looseId = anchorOf(node) ?? writing.looseId;
    walk(writing, node, place);
  } else {
    flush(writing, place);
    const { kind, item, inAdmonition } = place;
    const around = { node, outer: place.around, id: idOf(node) ?? place.around.id };
    writing.inline = node.tabLabel ?? '';
    flush(writing, place);
    block(writing, node, name, { kind, around, item, inAdmonition });
  }
}

function block(writing: Writing, node: VisibleNode, name: string, place: Place): void {
  switch (name) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      heading(writing, node, Number(name[1]), place);
      break;
    case 'pre':
      code(writing, node, place);
      break;
    case 'table':
      table(writing, node, place);
      break;
    case 'ul':
    case 'ol':
    case 'menu':
      list(writing, node, name === 'ol', place);
      break;
    case 'dt':
      term(writing, node, place);
      break;
    case 'blockquote':
      flow(writing, node, { ...place, kind: 'quote' });
      break;
    default:
      box(writing, node, place);
      break;
  }
}

/** An element that may be anything, by its classes. */
function box(writing: Writing, node: VisibleNode, place: Place): void {
  if (node.classes.length === 0) {
    flow(writing, node, place);
    return;
  }
  const grid = gridTable(node);
  if (isCodeBox(node)) code(writing, node, place);
  else if (grid !== undefined) table(writing, grid, place);
  else flow(writing, node, isAdmonition(node) ? { ...place, inAdmonition: true } : place);
}

function flow(writing: Writing, node: VisibleNode, place: Place): void {
  walk(writing, node, place);
  flush(writing, place);
}

/** The heading of a note or a list item does not divide the page: what follows is not below it. */
function heading(writing: Writing, node: VisibleNode, level: number, place: Place): void {
  if (place.inAdmonition || place.item) {
    flow(writing, node, place);
    return;
  }
  const text = lineOf(node);
  if (text === '') return;
  const above = writing.linkable.filter((other) => other.level < level);
  const own = headingAnchor(node, { before: writing.looseId, around: place.around });
  const anchor = own ?? anchorAround(place.around, above.at(-1));
  writing.linkable =
    own === undefined ? above : [...above, { level, anchor: own, around: place.around }];
  writing.imageWords.said(text);
  emit(writing, 'heading', text, {
    heading: { level, text: cutText(text, maxHeadingTextLength), anchor },
  });
}

function code(writing: Writing, node: VisibleNode, place: Place): void {
  const text = verbatim(node)
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
  const language = codeLanguage(node, place.around.outer);
  if (text !== '') emit(writing, 'code', text, language === undefined ? noExtra : { language });
}

function table(writing: Writing, node: VisibleNode, place: Place): void {
  const caption = node.children.find((child) => child.name === 'caption');
  if (isLayoutTable(node)) {
    for (const part of tableSections(node) ?? [node]) {
      if (part.name === 'table' && part !== node) table(writing, part, place);
      else flow(writing, part, place);
    }
    return;
  }
  if (isBoxTable(node, place.inAdmonition)) {
    flow(writing, node, place);
    return;
  }
  const signature = signatureOf(node);
  if (signature !== undefined) {
    emit(writing, 'code', signature);
    return;
  }
  if (caption) flow(writing, caption, place);
  const rows = tableText(node);
  if (rows === undefined) return;
  const { rowsStart } = rows;
  emit(writing, 'table', rows.text, rowsStart === undefined ? noExtra : { rowsStart });
}

function list(writing: Writing, node: VisibleNode, ordered: boolean, place: Place): void {
  if (place.item === undefined && writing.lines.length > 0) settle(writing);
  const indent = place.item?.rest ?? '';
  let number = Number.parseInt(node.attribs?.start ?? '1', 10);
  if (!Number.isFinite(number)) number = 1;
  for (const child of node.children) {
    if (child.name !== 'li') {
      visit(writing, child, place);
      continue;
    }
    flush(writing, place);
    if (isPageList(node, child)) {
      visit(writing, { ...child, name: 'div' }, place);
      continue;
    }
    const marker = ordered ? `${number++}. ` : '- ';
    const rest = indent + ' '.repeat(marker.length);
    flow(writing, child, {
      ...place,
      around: { node: child, outer: place.around, id: idOf(child) ?? place.around.id },
      item: { next: indent + marker, rest },
    });
  }
  flush(writing, place);
  if (place.item === undefined && writing.lines.length > 0) settle(writing);
}

function term(writing: Writing, node: VisibleNode, place: Place): void {
  if (place.item) {
    flow(writing, node, place);
    return;
  }
  const text = lineOf(node);
  if (text === '') return;
  if (writing.terms.length === 0) {
    if (writing.lines.length > 0) settle(writing);
    writing.termId = idOf(node) ?? innerId(node);
  }
  writing.terms.push(text);
}

function innerId(node: VisibleNode): string | undefined {
  const found = findBelow(node, (below) => idOf(below) !== undefined);
  return found && idOf(found);
}

/** A link around a heading carries its id. */
function isAroundHeading(node: VisibleNode): boolean {
  return node.name === 'a' && node.children.some(isHeading);
}

function isHeading({ name }: VisibleNode): boolean {
  return name !== undefined && /^h[1-6]$/.test(name);
}

function isMark(node: VisibleNode): boolean {
  return node.name === 'a' && node.children.length === 0;
}

const noExtra: BlockExtra = {};

/** Lists of javadoc (up to 15, from 16 on) that lay out the sections of a page. */
const pageLists: ReadonlySet<string> = new Set([
  'blocklist',
  'summary-list',
  'details-list',
  'member-list',
]);

/** Whether an item of a list is a section of the page: it is told so, or begins with a heading of its own. */
function isPageList(list: VisibleNode, item: VisibleNode): boolean {
  if (item.children.some((child) => child.name === 'section')) return true;
  if (list.classes.some((name) => pageLists.has(name))) return true;
  if (list.name !== 'ul') return false;
  const first = item.children.find(({ size }) => size > 0);
  return first !== undefined && isHeading(first) && (idOf(first) !== undefined || isAlone(list));
}

/** One item is no list. */
function isAlone(list: VisibleNode): boolean {
  return list.children.filter(({ size }) => size > 0).length === 1;
}
