import GithubSlugger from 'github-slugger';
import type { AnchorStyle } from '#core/parser.ts';

/** Names the headings of one document, in their order, the way one site generator does. */
export interface Anchors {
  /** The anchor of a heading without an id of its own; undefined when the rule leaves nothing. */
  next(headingText: string): string | undefined;
  /** Tells of a heading whose id an author wrote: what that does to later names differs by style. */
  reserve(id: string, headingText: string): void;
}

const styles: Readonly<Record<AnchorStyle, () => Anchors>> = {
  github: githubAnchors,
  docusaurus: docusaurusAnchors,
  mkdocs: mkdocsAnchors,
  sphinx: sphinxAnchors,
};

export function anchorsOf(style: AnchorStyle): Anchors {
  return styles[style]();
}

/**
 * Lower case, punctuation dropped, spaces to hyphens, `-1` for the second of a name. The facts are
 * those of the package github-slugger, which is tested against GitHub itself. An `<a id>` inside a
 * heading does not stop GitHub from naming the heading too, so its name counts as used.
 */
function githubAnchors(): Anchors {
  const slugger = new GithubSlugger();
  return {
    next: (text) => slugger.slug(text) || undefined,
    reserve: (_, headingText) => void slugger.slug(headingText),
  };
}

/** GitHub's rule through the same package (@docusaurus/utils, slugger.ts); a written id replaces the name. */
function docusaurusAnchors(): Anchors {
  const slugger = new GithubSlugger();
  return { next: (text) => slugger.slug(text) || undefined, reserve: () => {} };
}

/**
 * The `toc` extension of Python-Markdown, which MkDocs renders with (python-markdown.github.io,
 * extensions/toc): letters reduced to ASCII, hyphens for white space, `_1` for the second of a name,
 * ids that an author wrote are taken.
 */
function mkdocsAnchors(): Anchors {
  const taken = new Set<string>();
  return {
    next(text) {
      let id = toAscii(text)
        .replace(/[^\w\s-]/g, '')
        .trim()
        .toLowerCase()
        .replace(/[-\s]+/g, '-');
      while (id === '' || taken.has(id)) {
        const numbered = /^(.*)_(\d+)$/.exec(id);
        id = numbered ? `${numbered[1]}_${Number(numbered[2]) + 1}` : `${id}_1`;
      }
      taken.add(id);
      return id;
    },
    reserve: (id) => void taken.add(id),
  };
}

/**
 * docutils `nodes.make_id` and `document.set_id` with the `id` prefix that Sphinx configures
 * (docutils.sourceforge.io, nodes.py): ASCII letters and digits, hyphens between, none at the ends,
 * no digit first. A name that is taken or empty becomes `id1`, `id2`.
 */
function sphinxAnchors(): Anchors {
  const taken = new Set<string>();
  let count = 0;
  return {
    next(text) {
      let id = toAscii(text.toLowerCase())
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^[-0-9]+|-+$/g, '');
      while (id === '' || taken.has(id)) id = `id${++count}`;
      taken.add(id);
      return id;
    },
    reserve: (id) => void taken.add(id),
  };
}

/** Letters with marks lose their marks; what has no ASCII form is dropped, as Python's `ignore` does. */
function toAscii(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
  return text.normalize('NFKD').replace(/[^\x00-\x7f]/g, '');
}
