import { isInline } from './is-inline.ts';
import { formWords } from './side-words.ts';
import type { VisibleNode } from './visible-node.ts';

/** How much a character of scraps takes away, against one of prose. */
const scrapWeight = 0.5;
/** A box that is named as standing aside may still be the text when it holds this share of all prose. */
const maxSideShare = 0.5;

/** Elements that are pieces of a text and never all of it. */
const pieces: ReadonlySet<string> = new Set(
  'p pre ul ol li dl dt dd blockquote figure figcaption details summary h1 h2 h3 h4 h5 h6'.split(
    ' ',
  ),
);

export interface Scored {
  readonly node: VisibleNode;
  /** Prose below, without that of side boxes, less a part of the scraps. */
  readonly score: number;
  /** Prose below, without that of side boxes. */
  readonly prose: number;
  readonly scraps: number;
}

export interface ScoredContent {
  readonly best: Scored;
  /** The score of every element that is not in a side box. */
  readonly scores: ReadonlyMap<VisibleNode, Scored>;
  readonly isSide: (node: VisibleNode) => boolean;
  /** Nothing on the page stands beside its text: it was not laid out by a site. */
  readonly isPlain: boolean;
}

/**
 * The element that holds the most running text for the fewest scraps: a larger one pays for the menus
 * and teasers that it takes in, a smaller one loses paragraphs.
 */
export function scoreContent(
  root: VisibleNode,
  sideWordsOf: (node: VisibleNode) => readonly string[],
): ScoredContent {
  const scores = new Map<VisibleNode, Scored>();
  const maxSideProse = maxSideShare * root.prose;
  const misleading = misleadingWords(root, { sideWordsOf, maxSideProse });
  const isSide = (node: VisibleNode) =>
    node.prose <= maxSideProse && sideWordsOf(node).some((word) => !misleading.has(word));
  let best: Scored = { node: root, score: Number.NEGATIVE_INFINITY, prose: 0, scraps: 0 };
  let isPlain = true;
  visit(root);
  return { best, scores, isSide, isPlain };

  function visit(node: VisibleNode): { prose: number; scraps: number } {
    let { prose, scraps } = node;
    for (const child of node.children) {
      if (child.type === 'text') continue;
      prose -= child.prose;
      scraps -= child.scraps;
      if (child.size === 0) continue;
      if (isSide(child)) {
        isPlain = false;
        continue;
      }
      const below = visit(child);
      prose += below.prose;
      scraps += below.scraps;
    }
    const scored = { node, score: prose - scrapWeight * scraps, prose, scraps };
    scores.set(node, scored);
    if (scored.score >= best.score && isContainer(node)) best = scored;
    return { prose, scraps };
  }
}

/** Words that, believed, would cost most of the text: some editors call every paragraph a widget. */
function misleadingWords(
  root: VisibleNode,
  options: {
    readonly sideWordsOf: (node: VisibleNode) => readonly string[];
    readonly maxSideProse: number;
  },
): ReadonlySet<string> {
  const { sideWordsOf, maxSideProse } = options;
  const proseOf = new Map<string, number>();
  const open = new Set<string>();
  visit(root);
  return new Set([...proseOf].flatMap(([word, prose]) => (prose > maxSideProse ? [word] : [])));

  function visit(node: VisibleNode): void {
    const words =
      node.prose > maxSideProse
        ? []
        : sideWordsOf(node).filter((word) => formWords.has(word) && !open.has(word));
    for (const word of words) {
      proseOf.set(word, (proseOf.get(word) ?? 0) + node.prose);
      open.add(word);
    }
    for (const child of node.children) if (child.prose > 0) visit(child);
    for (const word of words) open.delete(word);
  }
}

function isContainer(node: VisibleNode): boolean {
  const { name = '' } = node;
  return !pieces.has(name) && !isInline(name);
}
