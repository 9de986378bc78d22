import type { SkipReason } from '#core/document.ts';
import { attribute, childrenOf, findBelow, type HtmlNode } from './html-node.ts';
import { wordsBelow } from './words-below.ts';

export interface PageHead {
  readonly title: string | undefined;
  readonly language: string | undefined;
  readonly description: string | undefined;
  /** The programs that made the page; a framework and the theme in it name themselves one by one. */
  readonly generators: readonly string[];
  readonly skip: SkipReason | undefined;
}

/** What a page says of itself outside its content. */
export function readPageHead(root: HtmlNode): PageHead {
  const html = findBelow(root, (node) => node.name === 'html');
  const head = findBelow(root, (node) => node.name === 'head') ?? root;
  const title = childrenOf(head).find((node) => node.name === 'title');
  const robots =
    metaContent(head, 'robots')
      ?.toLowerCase()
      .split(/[\s,]+/) ?? [];
  return {
    title: (title && wordsBelow(title)) || undefined,
    language: (html && (attribute(html, 'lang') ?? attribute(html, 'xml:lang'))) || undefined,
    description: metaContent(head, 'description') || undefined,
    generators: metaContents(head, 'generator'),
    skip:
      robots.includes('noindex') || robots.includes('none')
        ? { code: 'noindex', message: 'Its robots meta tag says noindex.' }
        : undefined,
  };
}

function metaContent(head: HtmlNode, name: string): string | undefined {
  const meta = findBelow(head, (node) => isMeta(node, name));
  return meta && attribute(meta, 'content')?.trim();
}

/** Those that stand right in the head. */
function metaContents(head: HtmlNode, name: string): readonly string[] {
  return childrenOf(head)
    .filter((node) => isMeta(node, name))
    .map((node) => attribute(node, 'content')?.trim() ?? '')
    .filter(Boolean);
}

function isMeta(node: HtmlNode, name: string): boolean {
  return node.name === 'meta' && attribute(node, 'name')?.toLowerCase() === name;
}
