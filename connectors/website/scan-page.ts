import { Parser } from 'htmlparser2';
import { normaliseUrl, type UrlRules } from './normalise-url.ts';
import { readCrawlDirectives, readLinkHeader, readRefresh } from './page-directives.ts';

/** What a crawl must know of a page beside its content. Addresses are normalised. */
export interface PageScan {
  /** Where its links lead, each once, in the order of the page; none where it says `nofollow`. */
  readonly links: readonly string[];
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
  readonly rules: UrlRules;
}

/** One pass over the page's tags, without a tree. */
export function scanPage(html: string, options: ScanOptions): PageScan {
  const { url, headers, agent, rules } = options;
  const raw = readTags(html);
  const base = (raw.base !== undefined && URL.parse(raw.base, url)?.href) || url;
  const resolve = (target: string | undefined) =>
    target === undefined || target.trim() === '' ? undefined : normaliseUrl(target, base, rules);
  const sent = readLinkHeader(headers.link ?? '');
  const sentFor = (rel: string, type?: string) => {
    const link = sent.find((one) => one.rel.includes(rel) && (!type || one.type === type));
    return link && normaliseUrl(link.target, url, rules);
  };
  const robotsValues = [headers['x-robots-tag'] ?? '', ...(raw.metas.get('robots') ?? [])];
  const { noindex, nofollow } = readCrawlDirectives(
    [...robotsValues, ...(raw.metas.get(agent) ?? [])],
    agent,
  );
  return {
    links: nofollow ? [] : [...new Set(raw.links.flatMap((link) => resolve(link) ?? []))],
    canonical: resolve(raw.canonical) ?? sentFor('canonical'),
    refresh: resolve(raw.refresh),
    markdown: resolve(raw.markdown) ?? sentFor('alternate', 'text/markdown'),
    noindex,
    text: raw.text.join('').replace(/\s+/g, ' ').trim(),
    asksPassword: raw.asksPassword,
  };
}

interface RawTags {
  readonly links: string[];
  readonly metas: Map<string, string[]>;
  readonly text: string[];
  base: string | undefined;
  canonical: string | undefined;
  refresh: string | undefined;
  markdown: string | undefined;
  asksPassword: boolean;
}

/** Elements whose text nobody sees. */
const silent: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'title',
  'svg',
]);

const wanted: ReadonlySet<string> = new Set([
  'a',
  'area',
  'link',
  'meta',
  'base',
  'input',
  'frame',
]);

function readTags(html: string): RawTags {
  const raw: RawTags = {
    links: [],
    metas: new Map(),
    text: [],
    base: undefined,
    canonical: undefined,
    refresh: undefined,
    markdown: undefined,
    asksPassword: false,
  };
  let tag = '';
  let attributes: Record<string, string> = {};
  let silence = 0;
  const finish = () => {
    if (tag === '') return;
    takeTag(raw, tag, attributes);
    tag = '';
    attributes = {};
  };
  // Without `onopentag` the parser makes no object for the attributes of every tag.
  const parser = new Parser({
    onopentagname(name) {
      finish();
      if (wanted.has(name)) tag = name;
      if (silent.has(name)) silence += 1;
    },
    onattribute(name, value) {
      if (tag !== '') attributes[name] ??= value;
    },
    ontext(data) {
      if (silence === 0) raw.text.push(data);
    },
    onclosetag(name) {
      finish();
      // Words on both sides of a tag are kept apart; where one word is split, it always is.
      raw.text.push(' ');
      if (silent.has(name)) silence -= 1;
    },
    onend: finish,
  });
  parser.end(html);
  return raw;
}

function takeTag(raw: RawTags, tag: string, attributes: Readonly<Record<string, string>>): void {
  const { href, rel = '', content = '' } = attributes;
  const relations = rel.toLowerCase().split(/\s+/);
  switch (tag) {
    case 'a':
    case 'area':
      if (href !== undefined && !relations.includes('nofollow')) raw.links.push(href);
      return;
    case 'frame':
      if (attributes.src !== undefined) raw.links.push(attributes.src);
      return;
    case 'base':
      raw.base ??= href;
      return;
    case 'link':
      takeLink(raw, relations, attributes);
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
