import { attribute, type HtmlTag } from './html-node.ts';

const elements: ReadonlySet<string> = new Set(['nav', 'footer']);

const roles: ReadonlySet<string> = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'complementary',
  'search',
  'toolbar',
  'menubar',
  'dialog',
  'alertdialog',
  'doc-toc',
  'tooltip',
]);

/**
 * Class names, lower case, that generators of documentation give to the parts around the text. They
 * come from general knowledge of the generators; real pages were at hand for those that
 * `documentContainers` names as checked.
 */
const classNames: ReadonlySet<string> = new Set(
  [
    // Customary everywhere
    'breadcrumb breadcrumbs pagination pager toc tableofcontents table-of-contents skip-link',
    'skip-to-content edit-this-page edit-page-link edit-link navbar copy-button copybtn btn-copy',
    'btn-clipboard clipboard-copy copy-to-clipboard-button noprint no-print print-hidden',
    // DocBook XSL
    'navheader navfooter indexterm id_link',
    // Sphinx: basic, Read the Docs, Furo, PyData, Book
    'sphinxsidebar div.related headerlink viewcode-link viewcode-back wy-nav-side wy-breadcrumbs',
    'rst-footer-buttons rst-versions toc-drawer sidebar-drawer prev-next-area prev-next-footer bd-sidebar',
    'bd-sidebar-primary bd-sidebar-secondary bd-header-article bd-footer bd-toc related-pages',
    // Docusaurus
    'hash-link pagination-nav theme-doc-footer theme-doc-toc-mobile theme-doc-toc-desktop',
    'theme-doc-breadcrumbs theme-doc-sidebar-container theme-edit-this-page theme-last-updated',
    'theme-doc-version-badge theme-doc-version-banner',
    // MkDocs and Material
    'md-header md-sidebar md-tabs md-footer md-source-file md-content__button md-feedback md-top md-search',
    'md-dialog md-banner',
    // VitePress and VuePress
    'header-anchor vpnav vpsidebar vpdocaside vpdocfooter vplocalnav vpskiplink page-edit page-nav',
    'vp-page-meta vp-page-nav vp-sidebar vp-navbar',
    // Starlight
    'sl-anchor-link right-sidebar sidebar-pane pagination-links mobile-starlight-toc',
    // mdBook, HonKit
    'nav-chapters nav-wrapper menu-bar sidetoc book-summary book-header navigation-next navigation-prev',
    // javadoc, rustdoc, Doxygen, TypeDoc, YARD, pkgdown
    'top-nav sub-nav bottom-nav nav-bar skip-nav sub-nav-list external-link-anchor navpath',
    'tsd-page-toolbar tsd-breadcrumb tsd-navigation tsd-sources a.src a.anchor',
    // mandoc, Texinfo
    'table.head table.foot head-nav nav-panel',
    // MediaWiki
    'mw-editsection mw-jump-link navbox catlinks printfooter mw-indicators',
    // What appears while the pointer rests on a word
    'tooltiptext tooltip-text tooltip-content tooltip__content notable-traits-tooltiptext ttc',
    // Footnotes
    'footnote-backref footnote-back reversefootnote',
  ].flatMap((line) => line.split(' ')),
);

const ids: ReadonlySet<string> = new Set(
  (
    'toc table-of-contents sidebar breadcrumbs comments disqus_thread respond cookie-banner ' +
    'cookie-notice cookieconsent onetrust-consent-sdk side-nav nav-path mw-navigation mw-head catlinks footer'
  ).split(' '),
);

/** Line numbers beside code, in its box or in it. */
const gutters: ReadonlySet<string> = new Set(
  'linenos linenodiv lineno line-numbers-rows line-numbers-wrapper rouge-gutter blob-num hljs-ln-numbers td.gutter'.split(
    ' ',
  ),
);

/** What only in `pre` is sure to be no text. */
const guttersInCode: ReadonlySet<string> = new Set(
  'gutter ln lnt copy copybtn copy-button headerlink'.split(' '),
);

interface ClassedTag extends HtmlTag {
  /** Class names, lower case. */
  readonly classes: readonly string[];
}

/** Whether an element belongs to the page around the content: menus, pagers, contents, consent. */
export function isFurniture({ name, attribs, classes }: ClassedTag): boolean {
  if (name === undefined) return false;
  if (elements.has(name)) return true;
  if (attribs === undefined) return false;
  if (attribs.role !== undefined && roles.has(attribs.role)) return name !== 'main';
  if (attribs.id !== undefined && ids.has(attribs.id) && !/^h[1-6]$/.test(name)) return true;
  if (attribs['data-footnote-backref'] !== undefined) return true;
  if (classes.length === 0) return false;
  // docutils marks a list of the page's own sections with two classes, each of them harmless alone.
  if (classes.includes('contents') && (classes.includes('topic') || classes.includes('local'))) {
    return true;
  }
  for (const className of classes) {
    if (classNames.has(className) || classNames.has(base(className))) return true;
    if (isNamedWith(classNames, name, className)) return true;
  }
  return false;
}

/** Line numbers, prompts that cannot be selected, and the name of the language in the corner of a box. */
export function isGutter(node: ClassedTag, inPre: boolean, parent: HtmlTag): boolean {
  const { classes } = node;
  for (const name of classes) if (isGutterClass(node.name, name)) return true;
  if (inPre) {
    return (
      classes.some((name) => guttersInCode.has(name)) ||
      /user-select\s*:\s*none/.test(attribute(node, 'style') ?? '')
    );
  }
  return classes.includes('lang') && /(?:^|\s)language-/.test(attribute(parent, 'class') ?? '');
}

function isGutterClass(name: string | undefined, className: string): boolean {
  return gutters.has(className) || isNamedWith(gutters, name, className);
}

/** Classes that mean something on elements of one name only. */
const bound: ReadonlySet<string> = new Set(
  [...classNames, ...gutters].flatMap((name) => name.split('.').slice(1)),
);

/** Whether the set has this class for this element. Most classes are bound to none: no name is made. */
function isNamedWith(
  set: ReadonlySet<string>,
  name: string | undefined,
  className: string,
): boolean {
  return bound.has(className) && set.has(`${name}.${className}`);
}

/** CSS modules add a hash to the name that a person gave: `tableOfContents_bqdL`. */
function base(className: string): string {
  const at = className.lastIndexOf('_');
  return at > 0 && className.length - at === 5 ? className.slice(0, at) : className;
}
