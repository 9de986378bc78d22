import type { SkipReason } from '#core/document.ts';
import type { HtmlPage } from '#core/html-page.ts';
import { childNodes, findNode, nodeAttribute, nodeName } from '#html/page-reader.ts';
import { wordsIn } from './page-words.ts';

export interface PageHead {
  readonly title: string | undefined;
  readonly language: string | undefined;
  readonly description: string | undefined;
  /** The address that the page gives itself. */
  readonly address: string | undefined;
  /** The programs that made the page; a framework and the theme in it name themselves one by one. */
  readonly generators: readonly string[];
  readonly skip: SkipReason | undefined;
}

/** What a page says of itself outside its content. */
export function readPageHead(page: HtmlPage): PageHead {
  const first = (name: string) => findNode(page, 0, (at) => nodeName(page, at) === name);
  const html = first('html');
  const head = first('head') ?? 0;
  const children = childNodes(page, head);
  const title = children.find((at) => nodeName(page, at) === 'title');
  const meta = (name: string) => {
    const found = findNode(page, head, (at) => isMeta(page, at, name));
    return found === undefined ? undefined : nodeAttribute(page, found, 'content')?.trim();
  };
  const language =
    html === undefined
      ? undefined
      : (nodeAttribute(page, html, 'lang') ?? nodeAttribute(page, html, 'xml:lang'));
  const canonical = children.find(
    (at) => nodeName(page, at) === 'link' && nodeAttribute(page, at, 'rel') === 'canonical',
  );
  const robots =
    meta('robots')
      ?.toLowerCase()
      .split(/[\s,]+/) ?? [];
  return {
    title: (title !== undefined && wordsIn(page, title)) || undefined,
    language: language || undefined,
    description: meta('description') || undefined,
    address: canonical === undefined ? undefined : nodeAttribute(page, canonical, 'href'),
    generators: children
      .filter((at) => isMeta(page, at, 'generator'))
      .map((at) => nodeAttribute(page, at, 'content')?.trim() ?? '')
      .filter(Boolean),
    skip:
      robots.includes('noindex') || robots.includes('none')
        ? { code: 'noindex', message: 'Its robots meta tag says noindex.' }
        : undefined,
  };
}

function isMeta(page: HtmlPage, at: number, name: string): boolean {
  return nodeName(page, at) === 'meta' && nodeAttribute(page, at, 'name')?.toLowerCase() === name;
}
