import { attribute, classesOf, findBelow, type HtmlNode } from './html-node.ts';

/** Elements that show nothing to read, or whose words are controls of the page. */
const silent: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'head',
  'nav',
  'footer',
  'button',
  'select',
  'input',
  'textarea',
  'svg',
  'canvas',
  'iframe',
  'object',
  'video',
  'audio',
  'dialog',
]);

const silentRoles: ReadonlySet<string> = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'search',
  'toolbar',
]);

/** Furniture of documentation generators: DocBook, Sphinx, Docusaurus, MkDocs, VitePress. */
const furniture: ReadonlySet<string> = new Set([
  'navheader',
  'navfooter',
  'toc',
  'indexterm',
  'breadcrumb',
  'breadcrumbs',
  'headerlink',
  'hash-link',
  'header-anchor',
  'id_link',
  'skip-link',
  'sphinxsidebar',
  'related',
  'linenos',
  'linenodiv',
  'pagination-nav',
  'theme-doc-footer',
  'theme-doc-toc-mobile',
  'theme-doc-breadcrumbs',
  'md-source-file',
  'md-content__button',
  'sr-only',
  'visually-hidden',
]);

const admonition =
  /(?:^|[\s_-])(?:admonition|note|tip|hint|info|important|warning|caution|danger|callout|alert|seealso)(?:$|[\s_-])/i;

/** A box that stands beside the running text but belongs to it: a note, a warning. */
export function isAdmonition(node: HtmlNode): boolean {
  return admonition.test(attribute(node, 'class') ?? '');
}

/** Whether a reader sees nothing of this element, or only the page's furniture. */
export function isDropped(node: HtmlNode): boolean {
  const { name, attribs } = node;
  if (name === undefined) return node.type !== 'text' && node.type !== 'root';
  if (silent.has(name)) return true;
  if (attribs === undefined) return false;
  if (attribs.hidden !== undefined && attribs.hidden !== 'until-found') return true;
  if (attribs['aria-hidden'] === 'true') return true;
  if (attribs.role !== undefined && silentRoles.has(attribs.role)) return true;
  if (
    attribs.style !== undefined &&
    /(?:display:\s*none|visibility:\s*hidden)/i.test(attribs.style)
  ) {
    return true;
  }
  if (attribs.class !== undefined && classesOf(node).some((name) => furniture.has(name)))
    return true;
  if (name === 'header') return findBelow(node, (below) => below.name === 'h1') === undefined;
  return name === 'aside' && !isAdmonition(node);
}
