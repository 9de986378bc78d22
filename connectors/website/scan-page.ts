import { type HtmlPage, nodeAttribute, nodeAttributes, nodeName, pageText } from '#kit';
import type { ResolveLink } from './link-resolver.ts';
import { readCrawlDirectives, readLinkHeader, readRefresh } from './page-directives.ts';

/** What a crawl must know of a page beside its content. Addresses are normalised. */
export interface PageScan {
  /** Where its links lead, each once, in the order of the page; none where it says `nofollow`. */
  readonly links: readonly string[];
  /** One of its links that leads to a route behind `#`, as written. */
  readonly hashRoute: string | undefined;
  readonly canonical: string | undefined;
  /** Where a meta refresh leads. */
  readonly refresh: string | undefined;
  /** The same page as Markdown. */
  readonly markdown: string | undefined;
  readonly noindex: boolean;
  /** Its visible text, white space folded. */
  readonly text: string;
  readonly asksPassword: boolean;
}

export interface ScanOptions {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Our name in `X-Robots-Tag` and robots metas. */
  readonly agent: string;
  readonly resolve: ResolveLink;
}

/** Reads the tags of a parsed page. */
export function scanPage(page: HtmlPage, options: ScanOptions): PageScan {
  const { url, headers, agent } = options;
  const raw = readTags(page);
  const base = (raw.base !== undefined && URL.parse(raw.base, url)?.href) || url;
  const resolve = (target: string | undefined) =>
    target === undefined || target.trim() === '' ? undefined : options.resolve(target, base);
  const sent = readLinkHeader(headers.link ?? '');
  const sentFor = (rel: string, type?: string) => {
    const link = sent.find((one) => one.rel.includes(rel) && (!type || one.type === type));
    return link && options.resolve(link.target, url);
  };
  const robotsValues = [headers['x-robots-tag'] ?? '', ...(raw.metas.get('robots') ?? [])];
  const { noindex, nofollow } = readCrawlDirectives(
    [...robotsValues, ...(raw.metas.get(agent) ?? [])],
    agent,
  );
  return {
    links: nofollow ? [] : resolved(raw.links, resolve),
    hashRoute: raw.links.find(isHashRoute),
    canonical: resolve(raw.canonical) ?? sentFor('canonical'),
    refresh: resolve(raw.refresh),
    markdown: resolve(raw.markdown) ?? sentFor('alternate', 'text/markdown'),
    noindex,
    text: pageText(page),
    asksPassword: raw.asksPassword,
  };
}

function isHashRoute(link: string): boolean {
  return /^(?:[./]*)#!?\//.test(link);
}

function resolved(
  links: readonly string[],
  resolve: (target: string) => string | undefined,
): readonly string[] {
  const found = new Set<string>();
  for (const link of links) {
    const address = resolve(link);
    if (address !== undefined) found.add(address);
  }
  return [...found];
}

interface RawTags {
  readonly links: string[];
  readonly metas: Map<string, string[]>;
  base: string | undefined;
  canonical: string | undefined;
  refresh: string | undefined;
  markdown: string | undefined;
  asksPassword: boolean;
}

const wanted: ReadonlySet<string> = new Set([
  'a',
  'area',
  'link',
  'meta',
  'base',
  'input',
  'frame',
]);

function readTags(page: HtmlPage): RawTags {
  const raw: RawTags = {
    links: [],
    metas: new Map(),
    base: undefined,
    canonical: undefined,
    refresh: undefined,
    markdown: undefined,
    asksPassword: false,
  };
  const { names, kinds } = page;
  const isWanted = names.map((name) => wanted.has(name));
  for (let at = 1; at < kinds.length; at++) {
    if (isWanted[kinds[at] ?? 0] !== true) continue;
    const name = nodeName(page, at);
    if (name === 'a' || name === 'area') {
      takeAnchor(raw, page, at);
      continue;
    }
    const attributes = nodeAttributes(page, at);
    if (attributes !== undefined) takeTag(raw, name, attributes);
  }
  return raw;
}

/** Most tags are such: of each no more is read than is asked. */
function takeAnchor(raw: RawTags, page: HtmlPage, at: number): void {
  const href = nodeAttribute(page, at, 'href');
  if (href === undefined) return;
  const rel = nodeAttribute(page, at, 'rel');
  if (rel === undefined || !relationsOf(rel).includes('nofollow')) raw.links.push(href);
}

function relationsOf(rel: string): readonly string[] {
  return rel.toLowerCase().split(/\s+/);
}

function takeTag(raw: RawTags, tag: string, attributes: Readonly<Record<string, string>>): void {
  const { href, rel = '', content = '' } = attributes;
  switch (tag) {
    case 'frame':
      if (attributes.src !== undefined) raw.links.push(attributes.src);
      return;
    case 'base':
      raw.base ??= href;
      return;
    case 'link':
      takeLink(raw, relationsOf(rel), attributes);
      return;
    case 'meta':
      takeMeta(raw, attributes, content);
      return;
    case 'input':
      if (attributes.type?.toLowerCase() === 'password') raw.asksPassword = true;
  }
}

function takeLink(
  raw: RawTags,
  relations: readonly string[],
  { href, type = '' }: Readonly<Record<string, string>>,
): void {
  if (relations.includes('canonical')) raw.canonical ??= href;
  else if (relations.includes('next') || relations.includes('prev')) {
    if (href !== undefined) raw.links.push(href);
  } else if (relations.includes('alternate') && type.toLowerCase().startsWith('text/markdown')) {
    raw.markdown ??= href;
  }
}

function takeMeta(
  raw: RawTags,
  attributes: Readonly<Record<string, string>>,
  content: string,
): void {
  if (attributes['http-equiv']?.toLowerCase() === 'refresh') raw.refresh ??= readRefresh(content);
  const name = attributes.name?.toLowerCase();
  if (name === undefined) return;
  const values = raw.metas.get(name);
  if (values) values.push(content);
  else raw.metas.set(name, [content]);
}
