import type { VisibleNode } from './visible-node.ts';

/** One way to recognise the element that holds a page's text. All given parts must hold. */
export interface Container {
  /** Who writes pages like this, and the template that is known to do so. */
  readonly generator: string;
  readonly element?: string;
  readonly id?: string;
  /** Lower case. */
  readonly className?: string;
  readonly role?: string;
  readonly itemprop?: string;
}

/**
 * Elements in which generators of documentation put the text of a page, the surest first. Checked on
 * real pages: Docusaurus, VitePress, Starlight, rustdoc, mdBook, DocBook, Doxygen, Sphinx with its
 * basic and its Read the Docs theme. The other rows come from general knowledge of those generators,
 * and no page of theirs was at hand. To learn another generator, add a row: open one of its pages and
 * name the innermost element that holds all of the text.
 */
export const documentContainers: readonly Container[] = [
  { generator: 'a website source with selectors of its own', id: 'twigkit-content' },
  { generator: 'a connector that wrote the page itself', className: 'twigkit-content' },
  { generator: 'Docusaurus: theme-classic, DocItem/Content', className: 'theme-doc-markdown' },
  { generator: 'Material for MkDocs: base.html', className: 'md-content__inner' },
  { generator: 'VitePress: VPDoc.vue', className: 'vp-doc' },
  { generator: 'VuePress 1: Page.vue', className: 'theme-default-content' },
  { generator: 'Starlight: MarkdownContent.astro', className: 'sl-markdown-content' },
  {
    generator: 'Sphinx, Read the Docs theme: layout.html',
    className: 'document',
    itemprop: 'articlebody',
  },
  {
    generator: 'Sphinx, Read the Docs theme; MkDocs readthedocs',
    className: 'document',
    role: 'main',
  },
  { generator: 'Sphinx, Furo: page.html', id: 'furo-main-content' },
  { generator: 'Sphinx, PyData theme: layout.html', className: 'bd-article' },
  { generator: 'Sphinx, basic theme: layout.html', className: 'body', role: 'main' },
  { generator: 'Antora default UI: article.hbs', element: 'article', className: 'doc' },
  { generator: 'Docsy for Hugo: baseof.html', className: 'td-content' },
  { generator: 'HonKit, GitBook 3: page.html', className: 'markdown-section' },
  { generator: 'mdBook: index.hbs', id: 'mdbook-content' },
  { generator: 'rustdoc: page.html', id: 'main-content', element: 'section', className: 'content' },
  { generator: 'Doxygen: header.html', id: 'doc-content' },
  { generator: 'GitHub: rendered README', className: 'markdown-body' },
  { generator: 'MediaWiki: OutputPage', className: 'mw-parser-output' },
  { generator: 'mandoc -T html', className: 'manual-text' },
  { generator: 'Asciidoctor: html5 converter', id: 'content', className: 'asciidoc-content' },
  {
    generator: 'Jekyll, Just the Docs: default.html',
    id: 'main-content',
    className: 'main-content',
  },
  ...['chapter', 'appendix', 'preface', 'refentry', 'reference', 'sect1', 'sect2', 'glossary'].map(
    (className) => ({ generator: 'DocBook XSL: chunked HTML', element: 'div', className }),
  ),
  { generator: 'Confluence: viewpage', className: 'wiki-content' },
];

/**
 * What `<meta name="generator">` says on pages that are nothing but documentation: there, all of the
 * page's main part is text.
 */
export const documentGenerator =
  /^(?:javadoc|docutils|sphinx|docusaurus|mkdocs|vitepress|vuepress|starlight|asciidoc|doxygen|docbook xsl|gitbook|honkit|antora|pandoc|rustdoc|texi2any|makeinfo|typedoc|exdoc|yard|groff|mandoc|man2html|latex2html|org-mode|quarto|bookdown|writerside|mdbook)/i;

/** Elements that journals and blogs mark as the text of an article; a hint, no proof. */
export const articleContainers: readonly Container[] = [
  { generator: 'schema.org Article', itemprop: 'articlebody' },
  { generator: 'schema.org BlogPosting', itemprop: 'blogpost' },
  { generator: 'WordPress themes: the_content()', className: 'entry-content' },
  { generator: 'WordPress and Ghost themes', className: 'post-content' },
  { generator: 'Ghost: gh-content', className: 'gh-content' },
  { generator: 'Blogger: post body', className: 'post-body' },
  { generator: 'customary', className: 'article-body' },
  { generator: 'customary', className: 'article__body' },
  { generator: 'customary', className: 'articlebody' },
  { generator: 'customary', className: 'article-content' },
  { generator: 'customary', className: 'article__content' },
  { generator: 'customary', className: 'story-body' },
  { generator: 'customary', className: 'entry-body' },
  { generator: 'Drupal: field template', className: 'field-name-body' },
  { generator: 'Drupal 8: field template', className: 'field--name-body' },
];

export function isContainer(node: VisibleNode, container: Container): boolean {
  const { attribs = {}, classes, name } = node;
  return (
    (container.element === undefined || container.element === name) &&
    (container.id === undefined || container.id === attribs.id) &&
    (container.className === undefined || classes.includes(container.className)) &&
    (container.role === undefined || container.role === attribs.role) &&
    (container.itemprop === undefined ||
      (attribs.itemprop ?? '').toLowerCase().split(/\s+/).includes(container.itemprop))
  );
}
