import { attribute } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';

/**
 * Words in class names and ids that tell what a box beside an article is for. Weaker than furniture:
 * whoever uses them must check that the box does not hold the text itself.
 */
const sideWords: ReadonlySet<string> = new Set(
  [
    'comment comments commentlist respond disqus reply replies',
    'share sharing shares sharedaddy social socials addthis sharethis follow',
    'related recommend recommended recommendation recommendations recirc recirculation similar trending',
    'popular latest teaser teasers promo promos promotion newsletter subscribe subscription signup optin',
    'sidebar rail aside',
    'byline author authors bio dateline date dates datetime timestamp pubdate published meta metadata',
    'ad ads advert adverts advertisement advertising adsense sponsor sponsored sponsors dfp',
    'cookie cookies consent gdpr popup modal overlay lightbox',
    'breadcrumb breadcrumbs tags taglist tagcloud topics categories keywords',
    'widget widgets outbrain taboola zergnet',
    'prev previous menu nav navbar navigation masthead footer pagination pager',
    'login paywall toolbar toolbox tools print',
    'rating ratings vote poll quiz survey',
    'video player gallery slideshow carousel slider',
    'caption credit credits copyright disclaimer',
  ].flatMap((line) => line.split(' ')),
);

/** Words that, before a side word, turn it round: `no-sidebar`, `has-comments`. */
const turning: ReadonlySet<string> = new Set([
  'no',
  'has',
  'have',
  'with',
  'without',
  'hide',
  'is',
]);

/** Elements that hold the page or its text, whatever they are called. */
const never: ReadonlySet<string> = new Set(
  'root html body main article p pre table tbody tr td th h1 h2 h3 h4 h5 h6 form blockquote'.split(
    ' ',
  ),
);

/** What names a single line or a few words as well as a box. */
const sideLineWords: ReadonlySet<string> = new Set(
  'byline dateline timestamp caption credit credits subtitle standfirst dek kicker'.split(' '),
);

/** Whether a paragraph or a few words are named as a byline, a caption or a summary of the text. */
export function namesSideLine(node: VisibleNode): boolean {
  return (
    (node.name === 'p' || node.name === 'span') &&
    node.classes.some((name) => name.split(/[^\p{L}\d]+/u).some((word) => sideLineWords.has(word)))
  );
}

/** Whether the names of an element say that it stands beside the text. */
export function createSideWords(): (node: VisibleNode) => boolean {
  const known = new Map<string, boolean>();
  return (node) => {
    if (node.name === undefined || never.has(node.name)) return false;
    const names = `${attribute(node, 'class') ?? ''} ${attribute(node, 'id') ?? ''}`;
    if (names === ' ') return false;
    let verdict = known.get(names);
    if (verdict === undefined) {
      verdict = namesSide(names);
      known.set(names, verdict);
    }
    return verdict;
  };
}

function namesSide(names: string): boolean {
  const words = names
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u);
  return words.some((word, at) => sideWords.has(word) && !turning.has(words[at - 1] ?? ''));
}
