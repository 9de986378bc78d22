/**
 * The way of a crawl to its pages.
 *
 * Wiring: a connector makes its own crawler from `#kit` with the policy of its source and closes it
 * when its read ends. `clock` and `privateHosts` come from its context:
 *
 *     const crawler = createCrawlHttp({
 *       clock: context.clock,
 *       userAgent: 'twigkit/1 (+https://docs.example.com/bot)',
 *       allow: allowedAddresses(context.privateHosts, new URL(config.url).hostname),
 *     });
 */
import type { Clock } from '#core/clock.ts';
import { followRedirects, type Hop } from './follow-redirects.ts';
import { type AddressPolicy, guardAddresses, type ResolveHost } from './guard-addresses.ts';
import type { OnHostWait } from './host-gate.ts';
import { openOnFirstUse } from './open-on-first-use.ts';
import { politeHttp } from './polite-http.ts';

export interface CrawlOptions {
  readonly clock: Clock;
  /** Names the crawler and a page about it. */
  readonly userAgent: string;
  /** Where connections may go. Default `public`. */
  readonly allow?: AddressPolicy;
  /** Requests to one host at the same time, 1 to 64. Default 2. */
  readonly concurrencyPerHost?: number;
  /** How often a page is tried that failed in a way that may pass. Default 3. */
  readonly maxTries?: number;
  /** How long a host may keep the crawl waiting without one proper answer. Default 15 minutes. */
  readonly stallMs?: number;
  /** Default 5. */
  readonly maxRedirects?: number;
  readonly onWait?: OnHostWait;
  /** 0 to 1, exclusive: spreads the tries. Default Math.random. */
  readonly random?: () => number;
  /** Every address of a host name, of both families. Default the operating system's answer. */
  readonly resolve?: ResolveHost;
}

export interface Crawler {
  /**
   * Gets one page: politely, from a checked address, along its redirects, tried again where that may
   * help. Any status is an answer, also a 500 or 429 that outlasted every try.
   *
   * @throws SkipDocumentError `private_address`, `too_large`, `bad_coding`, `bad_redirect`,
   * `redirect_loop`, `too_many_redirects`, `insecure_redirect`; RetryError `timeout`, `unreachable`,
   * `connection_lost` when no try was answered; StopScopeError `host_stalled`; FixInputError
   * `bad_url`; the signal's reason when it is aborted.
   */
  fetchPage(url: string, request: PageRequest, signal: AbortSignal): Promise<PageAnswer>;
  /** From now on at least so long between the starts of two requests to `host` (as in `URL.host`). */
  setCrawlDelay(host: string, ms: number): void;
  /** Waits for exchanges under way, then closes every connection. */
  close(): Promise<void>;
}

export interface PageRequest {
  /** For the origin of the page only: a redirect to another origin drops every one of them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The `Accept` header. */
  readonly accept?: string;
  /** What an earlier answer said of itself: a page that is still the same answers 304. */
  readonly validators?: PageValidators;
  /** Of the decoded body. Default 10 MiB. */
  readonly maxBytes?: number;
  /** Of one exchange. Default 30,000. */
  readonly timeoutMs?: number;
  /**
   * Whether to go where a redirect leads; default always. Where it says no, the redirect itself is
   * the answer, its target in `headers.location`.
   */
  readonly follow?: (target: string) => boolean | Promise<boolean>;
}

export interface PageValidators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface PageAnswer {
  /** Where the answer came from: the last hop's target, without a fragment. */
  readonly url: string;
  /** The redirects that were followed, in order. */
  readonly hops: readonly Hop[];
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** True for a 304: there is no body, what is on record holds. */
  readonly notModified: boolean;
}

/**
 * A crawler: pooled connections to addresses that were checked, good manners, redirects. One for a
 * whole crawl, so that its hosts are known to it.
 *
 * @example
 * const crawler = createCrawlHttp({ clock, userAgent: 'docs-bot/1 (+https://example.com/bot)' });
 * const page = await crawler.fetchPage('https://docs.example.com/', {}, signal);
 * if (page.status === 200) index(page.url, decodeBody(page.body, page.headers['content-type']).text);
 * await crawler.close();
 */
export function createCrawlHttp(options: CrawlOptions): Crawler {
  const { allow = 'public', userAgent, resolve, maxRedirects } = options;
  const { concurrencyPerHost = 2, ...manners } = options;
  const http = openOnFirstUse({
    userAgent,
    connectionsPerHost: concurrencyPerHost,
    guard: guardAddresses({ allow, ...(resolve && { resolve }) }),
  });
  const polite = politeHttp(http, { ...manners, concurrencyPerHost });
  const following = followRedirects(polite, maxRedirects === undefined ? {} : { maxRedirects });

  return {
    async fetchPage(url, request, signal) {
      const { headers: secrets = {}, accept, validators = {}, ...rest } = request;
      const answer = await following(
        {
          ...rest,
          url,
          headers: {
            ...secrets,
            ...(accept !== undefined && { accept }),
            ...conditions(validators),
          },
          secretHeaders: Object.keys(secrets),
        },
        signal,
      );
      return { ...answer, notModified: answer.status === 304 };
    },
    setCrawlDelay: polite.setCrawlDelay,
    close: http.close,
  };
}

/** A date beside an ETag is ignored by servers that keep to the standard, and trusted by the others. */
function conditions({ etag, lastModified }: PageValidators): Record<string, string> {
  if (etag !== undefined) return { 'if-none-match': etag };
  return lastModified === undefined ? {} : { 'if-modified-since': lastModified };
}
