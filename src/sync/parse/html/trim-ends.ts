import { isClosingLine } from './closing-lines.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

const heading = /^h[1-6]$/;
/** What may end a page without being a sentence. */
const data: ReadonlySet<string> = new Set(
  'table ul ol dl pre blockquote figure details'.split(' '),
);
/** Whatever is larger, at the ends of a text a list of links leads away from it. */
const maxLinkShare = 0.8;
/** Longer lines say something. */
const maxLabelSize = 80;
const sentenceEnd = /[.!?…。！？"”’')\]]$/u;

type End = 'start' | 'end';

/**
 * The content without the labels before its first sentence (date, section) and what follows its last
 * one ("Have your say", who wrote it). Headings before the text stay, those after it lead nowhere.
 */
export function trimEnds(node: VisibleNode): VisibleNode {
  return trimmed(trimmed(node, 'start'), 'end');
}

function trimmed(node: VisibleNode, end: End): VisibleNode {
  if (node.name === 'p' || data.has(node.name ?? '')) return node;
  const children = end === 'start' ? node.children : node.children.toReversed();
  const at = children.findIndex(
    (child) => (child.prose > 0 || isData(child)) && !(end === 'end' && isClosingLine(child)),
  );
  if (at < 0) return node;
  const kept = children.flatMap((child, index) => {
    if (index > at) return [child];
    if (index === at) return [child.prose > 0 ? trimmed(child, end) : child];
    return isLabel(child, end) ? [] : [child];
  });
  return { ...node, children: end === 'start' ? kept : kept.toReversed() };
}

function isData(node: VisibleNode): boolean {
  return data.has(node.name ?? '') && node.linkSize < 0.5 * node.size;
}

function isLabel(node: VisibleNode, end: End): boolean {
  if (node.type === 'text' || node.size === 0) return false;
  if (heading.test(node.name ?? '') || holdsHeading(node)) return end === 'end';
  if (end === 'end' && isClosingLine(node)) return true;
  if (node.linkSize > maxLinkShare * node.size) return true;
  return node.size <= maxLabelSize && !sentenceEnd.test(wordsBelow(node));
}

function holdsHeading(node: VisibleNode): boolean {
  return node.children.some((child) => heading.test(child.name ?? '') || holdsHeading(child));
}
