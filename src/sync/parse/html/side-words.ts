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

/** Of these, the ones that tell the form of a box, and not what is in it: they may mean any part of a page. */
export const formWords: ReadonlySet<string> = new Set(
  'widget teaser teasers gallery slideshow slider popup modal overlay lightbox aside rail nav rating ratings'.split(
    ' ',
  ),
);

/** What the posts of a discussion are called. */
const threadWords: ReadonlySet<string> = new Set(
  'comment comments commentlist reply replies respond topics'.split(' '),
);

/** What is said of those who post. */
const posterNames =
  /(?:^|[\s_-])(?:user-?(?:info|card|details|name|title|extras|profile)|poster-?info|avatars?|signature|badges?)(?=$|[\s_-])/i;

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

/** The words among the names of an element that say that it stands beside the text. */
export function createSideWords(options: {
  /** Comments and replies are the text. */
  readonly isDiscussion: boolean;
  /** A comment is what stands above a declaration, metadata since when there is one, and a caption a title. */
  readonly isReference: boolean;
}): (node: VisibleNode) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (node) => {
    if (node.attribs === undefined || never.has(node.name ?? '')) return none;
    const names = `${attribute(node, 'class') ?? ''} ${attribute(node, 'id') ?? ''}`;
    if (names === ' ') return none;
    let words = known.get(names);
    if (words === undefined) {
      words = sideWordsOf(names);
      if (options.isDiscussion) words = inThread(names, words);
      if (options.isReference) words = words.filter((word) => !referenceWords.has(word));
      known.set(names, words);
    }
    return words;
  };
}

const referenceWords: ReadonlySet<string> = new Set(['comment', 'caption', 'metadata']);

const none: readonly string[] = [];

function inThread(names: string, words: readonly string[]): readonly string[] {
  const kept = words.filter((word) => !threadWords.has(word));
  return posterNames.test(names) ? [...kept, 'author'] : kept;
}

function sideWordsOf(names: string): readonly string[] {
  const words = names
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u);
  return words.filter((word, at) => sideWords.has(word) && !turning.has(words[at - 1] ?? ''));
}
