import { isUtf8 } from 'node:buffer';
import { SkipDocumentError } from '#core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '#core/http.ts';
import { cutText } from '#util/cut-text.ts';
import { plural } from '#util/plural.ts';

export interface FollowOptions {
  /** Default 5. */
  readonly maxRedirects?: number;
}

export interface FollowRequest extends HttpRequest {
  /** Headers that only the origin of `url` may see, beside Authorization, Cookie, Proxy-Authorization. */
  readonly secretHeaders?: readonly string[];
  /**
   * Whether to go where a redirect leads; default always. Where it says no, the redirect itself is
   * the answer.
   */
  readonly follow?: (target: string) => boolean | Promise<boolean>;
}

export interface FollowedResponse extends HttpResponse {
  /** Where the answer came from, without a fragment. */
  readonly url: string;
  /** The redirects that were followed, in order. */
  readonly hops: readonly Hop[];
}

export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly status: number;
  /** 301 and 308: the page has moved for good, its old address is an alias. */
  readonly permanent: boolean;
}

export type FollowingHttp = (
  request: FollowRequest,
  signal: AbortSignal,
) => Promise<FollowedResponse>;

/**
 * Follows redirects, one new request each, so that whatever guards `http` judges every hop. Secrets
 * stay behind at the first change of origin and do not come back, not even at the first origin.
 *
 * @throws SkipDocumentError `redirect_loop`, `too_many_redirects`, `insecure_redirect` (from https to
 * http), `bad_redirect` (to no web address).
 */
export function followRedirects(
  http: Http,
  { maxRedirects = 5 }: FollowOptions = {},
): FollowingHttp {
  return async ({ secretHeaders = [], follow, ...first }, signal) => {
    const secrets = new Set([...alwaysSecret, ...secretHeaders.map((name) => name.toLowerCase())]);
    const hops: Hop[] = [];
    for (let request: HttpRequest = first; ; ) {
      const response = await http(request, signal);
      const from = withoutFragment(request.url);
      const target = redirectTarget(response, from);
      if (target === undefined || !((await follow?.(target.href)) ?? true)) {
        return { ...response, url: from, hops };
      }
      const { status } = response;
      hops.push({ from, to: target.href, status, permanent: status === 301 || status === 308 });
      refuseEndless(hops, maxRedirects);
      request = nextRequest(request, { status, from, target, secrets });
    }
  };
}

const alwaysSecret = ['authorization', 'cookie', 'proxy-authorization'];
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Undefined when the answer leads nowhere else. */
function redirectTarget({ status, headers }: HttpResponse, from: string): URL | undefined {
  if (!redirects.has(status) || headers.location === undefined) return undefined;
  const location = readLocation(headers.location);
  const target = URL.parse(location, from);
  if (target === null || (target.protocol !== 'https:' && target.protocol !== 'http:')) {
    const shown = JSON.stringify(cutText(location.replace(/[?#].*$/s, ''), 200));
    throw refusal(from, `to ${shown}, which is no web address`, 'bad_redirect');
  }
  if (target.protocol === 'http:' && from.startsWith('https:')) {
    throw refusal(from, `to ${nameOf(target)}, which is not encrypted`, 'insecure_redirect');
  }
  target.hash = '';
  target.username = '';
  target.password = '';
  return target;
}

/** Headers arrive as Latin-1; what is UTF-8 in truth is read as browsers do. */
function readLocation(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : header;
}

function refuseEndless(hops: readonly Hop[], maxRedirects: number): void {
  const [first, last] = [hops[0], hops.at(-1)];
  if (first === undefined || last === undefined) return;
  if (hops.some(({ from }) => from === last.to)) {
    throw refusal(first.from, `in a circle, back to ${nameOf(new URL(last.to))}`, 'redirect_loop');
  }
  if (hops.length > maxRedirects) {
    const times = plural(maxRedirects, 'time');
    throw refusal(first.from, `more than ${times}`, 'too_many_redirects');
  }
}

interface Step {
  readonly status: number;
  readonly from: string;
  readonly target: URL;
  readonly secrets: ReadonlySet<string>;
}

function nextRequest(request: HttpRequest, { status, from, target, secrets }: Step): HttpRequest {
  const { method = 'GET', body, headers = {}, ...rest } = request;
  const sameOrigin = new URL(from).origin === target.origin;
  const asGet = method !== 'HEAD' && (status === 303 || (status <= 302 && method === 'POST'));
  const kept = Object.entries(headers).filter(([name]) => {
    const lower = name.toLowerCase();
    return (sameOrigin || !secrets.has(lower)) && !(asGet && lower.startsWith('content-'));
  });
  return {
    ...rest,
    url: target.href,
    method: asGet ? 'GET' : method,
    headers: Object.fromEntries(kept),
    ...(!asGet && body !== undefined && { body }),
  };
}

function withoutFragment(url: string): string {
  return URL.parse(url)?.href.replace(/#.*$/s, '') ?? url;
}

/** For messages: never the query or the user part, which may carry a signature or a password. */
function nameOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function refusal(from: string, where: string, code: string): SkipDocumentError {
  return new SkipDocumentError(`${nameOf(new URL(from))} redirects ${where}.`, {
    code,
    hint: 'Open it in a browser to see where it leads, and link to the page it should lead to.',
  });
}
