import {
  allowedAddresses,
  type ConnectorContext,
  createCrawlHttp,
  type PageAnswer,
  type PageValidators,
  StopScopeError,
} from '#kit';
import { fetchRobots } from './fetch-robots.ts';
import { createLinkResolver, type ResolveLink } from './link-resolver.ts';
import { normaliseUrl, type UrlRules } from './normalise-url.ts';
import type { WebsiteConfig } from './options.ts';
import type { Robots } from './robots.ts';
import type { ContentSelectors } from './select-content.ts';
import type { Soft404 } from './soft-404.ts';
import { createUrlScope, type UrlScope } from './url-scope.ts';

/** Our name in robots.txt, robots metas and `X-Robots-Tag`. */
export const agent = 'twigkit';
const userAgent = `${agent}/0.1 (+https://www.npmjs.com/package/twigkit)`;
const accept = 'text/html, application/xhtml+xml, text/markdown;q=0.9, */*;q=0.5';

export type WebsiteContext = Pick<
  ConnectorContext<WebsiteConfig>,
  'config' | 'clock' | 'signal' | 'privateHosts'
>;

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly validators?: PageValidators;
  readonly accept?: string;
  readonly maxBytes?: number;
  /** Whether a redirect is followed to this normalised address; default: wherever robots.txt lets us. */
  readonly follow?: (url: string) => boolean;
}

/** One site: how its pages are asked for, and what it lets us ask for. */
export interface Site {
  readonly rules: UrlRules;
  readonly resolveLink: ResolveLink;
  /** Undefined where the source leaves it to the converter to find the content. */
  readonly selectors: ContentSelectors | undefined;
  /** The seed's part of the site; wider once it is known where the seed redirects to. */
  readonly scope: UrlScope;
  widen(seed: string): void;
  fetch(url: string, options: FetchOptions): Promise<PageAnswer>;
  /** @throws StopScopeError when the robots.txt of that origin cannot be had. */
  robots(url: string): Promise<Robots>;
  close(): Promise<void>;
}

/** What was learnt of a site and holds for a while, also for a question asked after the read. */
export interface SiteMemory {
  /** By origin. */
  readonly robots: Map<string, Promise<Robots>>;
  start: SiteStart | undefined;
}

export interface SiteStart {
  /** The seed, and where it led to if that is another address. */
  readonly seeds: readonly string[];
  /** What the site answers for pages that it does not have. */
  readonly soft404: Soft404;
}

export function createSiteMemory(): SiteMemory {
  return { robots: new Map(), start: undefined };
}

/** Must be closed. */
export function openSite(
  { config, clock, signal, privateHosts }: WebsiteContext,
  { robots }: SiteMemory,
): Site {
  const { contentSelector: content, removeSelector: remove } = config;
  const {
    url: seed,
    include,
    exclude,
    concurrency,
    headers,
    maxBytes,
    sortQuery,
    timeoutMs,
  } = config;
  const crawler = createCrawlHttp({
    clock,
    userAgent,
    concurrencyPerHost: concurrency,
    allow: allowedAddresses(
      config.allowPrivate && privateHosts !== 'never' ? 'any' : privateHosts,
      new URL(seed).hostname,
    ),
  });
  const seeds = [seed];
  const rules: UrlRules = { sortQuery };
  let scope = createUrlScope({ seeds, include, exclude });

  const askForRobots = (origin: string): Promise<Robots> => {
    const asked = fetchRobots(origin, {
      agent,
      signal,
      fetch: (address, request) =>
        crawler.fetchPage(address, { ...request, timeoutMs, headers: headersFor(address) }, signal),
    });
    robots.set(origin, asked);
    // The next one who asks shall ask the site.
    asked.catch(() => robots.delete(origin));
    return asked;
  };

  const robotsOf = async (url: string): Promise<Robots> => {
    const { origin, host } = new URL(url);
    const found = await (robots.get(origin) ?? askForRobots(origin));
    // Also where another visitor asked: this one has manners of its own to keep.
    if (found.crawlDelayMs !== undefined) crawler.setCrawlDelay(host, found.crawlDelayMs);
    return found;
  };

  const hasNoSecrets = Object.keys(headers).length === 0;
  const own = new URL(seed).origin;
  /** Secrets go to the origin that they were written for; `https:` in its place is no less safe. */
  const headersFor = (url: string) => {
    if (hasNoSecrets) return headers;
    const { origin } = new URL(url);
    return origin === own || origin === own.replace(/^http:/, 'https:') ? headers : {};
  };

  return {
    rules,
    resolveLink: createLinkResolver(rules),
    selectors: content === undefined && remove === undefined ? undefined : { content, remove },
    get scope() {
      return scope;
    },
    widen(other) {
      seeds.push(other);
      scope = createUrlScope({ seeds, include, exclude });
    },
    robots: robotsOf,
    fetch(url, { follow, signal: own, ...options }) {
      const request = {
        accept,
        maxBytes,
        timeoutMs,
        ...options,
        headers: headersFor(url),
        follow: async (target: string) => {
          const next = normaliseUrl(target, undefined, rules);
          if (next === undefined || (follow && !follow(next))) return false;
          return (await robotsOf(next)).allows(next);
        },
      };
      return crawler.fetchPage(url, request, own);
    },
    close: () => crawler.close(),
  };
}

/** What `robots.txt` forbids is not asked for, not even to see whether it is there. */
export async function mayVisit(site: Site, url: string): Promise<boolean> {
  return (await site.robots(url)).allows(url);
}

export function seedForbidden(url: string): StopScopeError {
  return new StopScopeError(`The robots.txt of ${new URL(url).host} forbids ${url}.`, {
    code: 'robots_disallow',
    hint: `Let the crawler "${agent}" in, or start at an address that it may read. Nothing was deleted.`,
  });
}
