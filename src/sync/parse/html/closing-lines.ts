import { findBelow } from './find-below.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

/** Longer pieces at the end of a text belong to it. */
const maxSize = 600;

const name = "(?:\\p{Lu}[\\p{L}.'’-]* ){2,4}";

/** How the lines begin that say who wrote or edited an article. */
const aboutAuthor = new RegExp(
  `^(?:${[
    '\\(?(?:Additional |With )?(?:[Rr]eporting|[Ww]riting|[Ee]diting) by ',
    `${name}(?:is|are) (?:an?|the|\\S+['’]s) .{0,80}\\b(?:writer|editor|reporter|journalist|correspondent|columnist|contributor|blogger)s?\\b`,
    `${name}(?:covers|reports on|writes (?:about|for)) `,
  ].join('|')})`,
  'u',
);

/**
 * Whether a piece after the last paragraph of an article is about its author, or a note of those who
 * publish it: in italics from end to end, with a link to them.
 */
export function isClosingLine(node: VisibleNode): boolean {
  if (node.type === 'text' || node.size === 0 || node.size > maxSize) return false;
  return (isItalic(node) && holdsLink(node)) || aboutAuthor.test(wordsBelow(node));
}

function isItalic(node: VisibleNode): boolean {
  if (node.name === 'em' || node.name === 'i') return true;
  if (node.name === 'blockquote') return false;
  return node.children.every(
    (child) => child.size === 0 || (child.type !== 'text' && isItalic(child)),
  );
}

function holdsLink(node: VisibleNode): boolean {
  return findBelow(node, ({ name }) => name === 'a') !== undefined;
}
