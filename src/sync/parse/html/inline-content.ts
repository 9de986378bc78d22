import { attribute, childrenOf, findBelow, type HtmlNode } from './html-node.ts';
import { isInline } from './is-inline.ts';
import { wordsBelow } from './words-below.ts';

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

/** All words below a node in one line; blocks inside are set apart by a space. */
export function lineOf(node: HtmlNode): string {
  return foldWhite(wordsOf(node)).replace(/\s+/g, ' ');
}

function wordsOf(node: HtmlNode): string {
  if (node.type === 'text') return node.data ?? '';
  const own = ownWords(node);
  if (own !== undefined) return own;
  if (node.name === 'br') return ' ';
  const words = childrenOf(node).map(wordsOf).join('');
  return isInline(node.name) ? words : ` ${words} `;
}

/** The words of an element that are not simply those inside it; undefined where they are. */
export function ownWords(node: HtmlNode): string | undefined {
  switch (node.name) {
    case 'img':
      return imageText(node);
    case 'math':
      return formula(node);
    case 'sup':
      return raised(node);
    default:
      return undefined;
  }
}

function imageText(node: HtmlNode): string {
  const alt = attribute(node, 'alt')?.trim();
  return alt ? ` ${alt} ` : '';
}

/** As TeX where the page has it; the letters of a drawn formula make no sense in a row. */
function formula(math: HtmlNode): string | undefined {
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
function raised(sup: HtmlNode): string | undefined {
  const words = wordsBelow(sup);
  if (!/^[-−+]?\d+$/.test(words)) return undefined;
  return findBelow(sup, ({ name }) => name === 'a') === undefined ? `^${words}` : `[${words}]`;
}

/** Text as it is written, for `pre`; blocks inside are lines. */
export function verbatim(node: HtmlNode): string {
  const parts: string[] = [];
  let atLineStart = true;
  const write = (text: string) => {
    if (text === '') return;
    parts.push(text);
    atLineStart = text.endsWith('\n');
  };
  const visit = (child: HtmlNode) => {
    if (child.type === 'text') write(child.data ?? '');
    else if (child.name === 'br') write('\n');
    else {
      const isLine = child.name !== undefined && !isInline(child.name) && child.name !== 'td';
      if (isLine && !atLineStart) write('\n');
      for (const below of childrenOf(child)) visit(below);
      if (isLine && !atLineStart) write('\n');
    }
  };
  for (const child of childrenOf(node)) visit(child);
  return parts.join('');
}
