import { ownCopy } from '#kit';
import { normaliseUrl, type UrlRules } from './normalise-url.ts';

/** Turns what stands in a link into a normalised address; undefined for what is none. */
export type ResolveLink = (target: string, base: string) => string | undefined;

/** Links that are remembered, of all folders; forgotten all at once when there are more. */
const maxLinks = 20_000;

/** Whether it depends on more of the base than its folder. */
function isDependent(target: string): boolean {
  let at = 0;
  while (at < target.length && target.charCodeAt(at) <= blank) at++;
  const first = target.charCodeAt(at);
  return at === target.length || first === hash || first === questionMark;
}

const blank = 0x20;
const hash = 0x23;
const questionMark = 0x3f;

/**
 * Pages of one folder have most of their links in common, and taking an address apart costs more than
 * all else that is done with a link: each is looked at once.
 */
export function createLinkResolver(rules: UrlRules): ResolveLink {
  const folders = new Map<string, Map<string, string | undefined>>();
  let count = 0;
  /** The links of one page are asked for together. */
  let last: { readonly base: string; readonly known: Map<string, string | undefined> } | undefined;
  let own: { readonly base: string; readonly address: string | undefined } | undefined;
  return (target, base) => {
    if (isDependent(target)) {
      // A place on the page, unless it is a page of its own (`#!`).
      const isPlace = target.startsWith('#') && target[1] !== '!';
      if (!isPlace) return normaliseUrl(target, base, rules);
      if (own?.base !== base) own = { base, address: normaliseUrl('#', base, rules) };
      return own.address;
    }
    const known = knownFrom(base);
    const found = known.get(target);
    if (found !== undefined || known.has(target)) return found;
    const address = normaliseUrl(target, base, rules);
    if (count >= maxLinks) {
      folders.clear();
      last = undefined;
      count = 0;
      return address;
    }
    count += 1;
    known.set(ownCopy(target), address);
    return address;
  };

  function knownFrom(base: string): Map<string, string | undefined> {
    if (last?.base !== base) last = { base, known: knownIn(folderOf(base)) };
    return last.known;
  }

  function knownIn(folder: string): Map<string, string | undefined> {
    let known = folders.get(folder);
    if (known === undefined) {
      known = new Map();
      folders.set(folder, known);
    }
    return known;
  }
}

function folderOf(base: string): string {
  const end = base.search(/[?#]/);
  return base.slice(0, base.lastIndexOf('/', end < 0 ? base.length : end) + 1);
}
