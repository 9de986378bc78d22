import { attribute, childrenOf, type HtmlNode } from './html-node.ts';
import { isDropped } from './visibility.ts';

const zeroWidth = /[\u200b\u00ad\u2060\ufeff]/g;

/** White space as a browser shows it outside `pre`: one space, none at the ends, `\n` for `<br>`. */
export function foldWhite(text: string): string {
  return text
    .replace(zeroWidth, '')
    .replace(/[^\S\ue000]+/g, ' ')
    .replace(/ ?\ue000 ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/** Stands for a `<br>` until white space is folded. */
export const lineBreak = '\ue000';

/** All visible words below a node in one line; blocks inside are set apart by a space. */
export function lineOf(node: HtmlNode): string {
  return foldWhite(wordsOf(node)).replace(/\s+/g, ' ');
}

function wordsOf(node: HtmlNode): string {
  if (node.type === 'text') return node.data ?? '';
  if (isDropped(node)) return '';
  if (node.name === 'img') return imageText(node);
  if (node.name === 'br') return ' ';
  const words = childrenOf(node).map(wordsOf).join('');
  return node.name !== undefined && inlineNames.has(node.name) ? words : ` ${words} `;
}

export function imageText(node: HtmlNode): string {
  const alt = attribute(node, 'alt')?.trim();
  return alt ? ` ${alt} ` : '';
}

/** Text as it is written, for `pre`. */
export function verbatim(node: HtmlNode): string {
  if (node.type === 'text') return node.data ?? '';
  if (isDropped(node)) return '';
  if (node.name === 'br') return '\n';
  return childrenOf(node).map(verbatim).join('');
}

/** Elements that do not begin a new line; what is in no list does. */
export const inlineNames: ReadonlySet<string> = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ' +
    'ruby s samp small span strike strong sub sup time tt u var wbr'
  ).split(' '),
);
