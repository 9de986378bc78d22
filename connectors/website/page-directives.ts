/** What a page asks of crawlers. */
export interface CrawlDirectives {
  readonly noindex: boolean;
  readonly nofollow: boolean;
}

/** Longer than this is a page that reloads itself, not one that has moved. */
const maxRefreshSeconds = 10;

/**
 * Reads the values of `X-Robots-Tag` headers and robots metas. A value may begin with the name of
 * the crawler that it is for: `googlebot: noindex`.
 */
export function readCrawlDirectives(values: readonly string[], agent: string): CrawlDirectives {
  const words = values.flatMap((value) => wordsFor(value.toLowerCase(), agent.toLowerCase()));
  const has = (word: string) => words.includes(word) || words.includes('none');
  return { noindex: has('noindex'), nofollow: has('nofollow') };
}

/** A name counts for everything behind it, up to the next name, as several headers become one line. */
function wordsFor(value: string, agent: string): readonly string[] {
  let isForUs = true;
  return value.split(',').flatMap((part) => {
    const named = /^\s*([\w-]+)\s*:\s*(.*)$/.exec(part);
    const isValued = named !== null && valuedDirective.test(named[1] ?? '');
    if (named && !isValued) isForUs = named[1] === agent;
    const word = (named && !isValued ? (named[2] ?? '') : part).trim();
    return isForUs ? [word] : [];
  });
}

const valuedDirective = /^(?:max-snippet|max-image-preview|max-video-preview|unavailable_after)$/;

/** Where `<meta http-equiv="refresh">` leads at once; undefined when it only reloads the page. */
export function readRefresh(content: string): string | undefined {
  const parts = /^\s*([\d.]*)\s*[;,]?\s*(?:url\s*=\s*)?(.*)$/is.exec(content);
  const target = (parts?.[2] ?? '').trim().replace(/^(['"])(.*?)\1?$/s, '$2');
  return target === '' || Number(parts?.[1] || 0) > maxRefreshSeconds ? undefined : target;
}

export interface PageLink {
  readonly target: string;
  readonly rel: readonly string[];
  readonly type: string | undefined;
}

/** The `Link` header: `<https://…>; rel="canonical", <…>; rel=alternate; type="text/markdown"`. */
export function readLinkHeader(header: string): readonly PageLink[] {
  return [...header.matchAll(/<([^>]*)>([^<]*)/g)].map(([, target = '', rest = '']) => ({
    target: target.trim(),
    rel: (parameterOf(rest, 'rel') ?? '').toLowerCase().split(/\s+/),
    type: parameterOf(rest, 'type')?.toLowerCase(),
  }));
}

function parameterOf(text: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;,]+))`, 'i').exec(text);
  return found?.[1] ?? found?.[2];
}
