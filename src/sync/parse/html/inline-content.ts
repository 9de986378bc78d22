import { foldWhite } from '#util/fold-white.ts';
import { findBelow } from './find-below.ts';
import { attribute } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

const zeroWidth = /[\u200b\u00ad\u2060\ufeff]/g;
/** What is more than letters, signs and white space. */
const special = /[\u200b\u00ad\u2060\ufeff\ue000]/;

/** White space as a browser shows it outside `pre`: one space, none at the ends, `\n` for `<br>`. */
export function foldInline(text: string): string {
  if (!special.test(text)) return foldWhite(text);
  return text
    .replace(zeroWidth, '')
    .replace(/[^\S\ue000]+/g, ' ')
    .replace(/ ?\ue000 ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/** Classes of empty elements that a style draws a sign for, between words that are not one. */
const separators: ReadonlySet<string> = new Set(['sep', 'separator', 'divider']);

/** Stands for a `<br>` until white space is folded. */
export const lineBreak = '\ue000';

/** All words below a node in one line; blocks inside are set apart by a space. */
export function lineOf(node: VisibleNode): string {
  const words = wordsOf(node);
  return special.test(words) ? foldWhite(foldInline(words)) : foldWhite(words);
}

function wordsOf(node: VisibleNode): string {
  if (node.type === 'text') return node.data ?? '';
  if (node.inline) {
    const own = ownWords(node);
    if (own !== undefined) return own;
    if (node.name === 'br') return ' ';
  }
  let words = '';
  for (const child of node.children) words += wordsOf(child);
  return node.inline ? words : ` ${words} `;
}

/** The words of an element that are not simply those inside it; undefined where they are. */
export function ownWords(node: VisibleNode): string | undefined {
  switch (node.name) {
    case 'img':
      return imageText(node);
    case 'math':
      return formula(node);
    case 'sup':
      return raised(node);
    case 'span':
      return node.children.length === 0 && node.classes.some((name) => separators.has(name))
        ? ' '
        : undefined;
    default:
      return undefined;
  }
}

function imageText(node: VisibleNode): string {
  const alt = attribute(node, 'alt')?.trim();
  return alt && /[\p{L}\p{N}]/u.test(alt) ? ` ${alt} ` : '';
}

/** As TeX where the page has it; the letters of a drawn formula make no sense in a row. */
function formula(math: VisibleNode): string | undefined {
  const tex =
    attribute(math, 'alttext') ??
    findBelow(
      math,
      (node) => node.name === 'annotation' && attribute(node, 'encoding') === 'application/x-tex',
    );
  if (tex === undefined) return undefined;
  return ` ${typeof tex === 'string' ? tex : wordsBelow(tex)} `;
}

/** `10<sup>6</sup>` is not 106, and `text<sup>1</sup>` with a link is a footnote. */
function raised(sup: VisibleNode): string | undefined {
  const words = wordsBelow(sup);
  if (!/^[-−+]?\d+$/.test(words)) return undefined;
  return findBelow(sup, ({ name }) => name === 'a') === undefined ? `^${words}` : `[${words}]`;
}

/** Text as it is written, for `pre`; blocks inside are lines. In any other box, what lies between these is no text. */
export function verbatim(node: VisibleNode): string {
  const parts: string[] = [];
  let atLineStart = true;
  const write = (text: string) => {
    if (text === '') return;
    parts.push(text);
    atLineStart = text.endsWith('\n');
  };
  const visit = (child: VisibleNode) => {
    if (child.type === 'text') write(child.data ?? '');
    else if (child.name === 'br') write('\n');
    else {
      const isLine = child.name !== undefined && !child.inline && child.name !== 'td';
      if (isLine && !atLineStart) write('\n');
      for (const below of child.children) visit(below);
      if (isLine && !atLineStart) write('\n');
    }
  };
  for (const child of node.children) {
    if (node.name === 'pre' || child.type !== 'text' || child.size > 0) visit(child);
  }
  return parts.join('');
}
