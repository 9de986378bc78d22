import { createHash } from 'node:crypto';
import { serveFetch } from './serve-fetch.ts';

/** What a site answers under one path. A string is the HTML of a page. */
export type SiteReply =
  | string
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array<ArrayBuffer>;
    }
  | ((request: Request) => SiteReply | Promise<SiteReply>);

export interface SiteRequest {
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SitePages {
  set(path: string, reply: SiteReply): void;
  remove(path: string): void;
  /** Answers for every path that has no reply of its own; without one it is a 404. */
  otherwise(reply: SiteReply | undefined): void;
  /** Since the last `forget`, in the order of arrival. */
  readonly requests: readonly SiteRequest[];
  forget(): void;
  handle(request: Request): Promise<Response>;
}

export interface SiteOptions {
  /** Whether pages have an ETag and answer 304 to it; default true. */
  readonly etags?: boolean;
}

/** The pages of a site that a test may change at any time. Paths are matched with their query. */
export function sitePages(
  pages: Readonly<Record<string, SiteReply>> = {},
  { etags = true }: SiteOptions = {},
): SitePages {
  const replies = new Map(Object.entries(pages));
  let requests: SiteRequest[] = [];
  let fallback: SiteReply | undefined;
  return {
    set: (path, reply) => replies.set(path, reply),
    remove: (path) => replies.delete(path),
    otherwise(reply) {
      fallback = reply;
    },
    get requests() {
      return requests;
    },
    forget() {
      requests = [];
    },
    async handle(request) {
      const { pathname, search } = new URL(request.url);
      const path = pathname + search;
      requests.push({ path, headers: Object.fromEntries(request.headers) });
      const reply = replies.get(path) ?? fallback ?? { status: 404, body: 'Not found' };
      return respond(reply, request, etags);
    },
  };
}

async function respond(reply: SiteReply, request: Request, etags: boolean): Promise<Response> {
  if (typeof reply === 'function') return respond(await reply(request), request, etags);
  const {
    status = 200,
    headers = {},
    body = null,
  } = typeof reply === 'string' ? { body: reply } : reply;
  const etag = `"${createHash('sha1')
    .update(body ?? '')
    .digest('hex')}"`;
  const sent = {
    'content-type': 'text/html; charset=utf-8',
    ...(etags && status === 200 && { etag }),
    ...headers,
  };
  return etags && status === 200 && request.headers.get('if-none-match') === etag
    ? new Response(null, { status: 304, headers: sent })
    : new Response(body, { status, headers: sent });
}

export interface MessySite extends SitePages, AsyncDisposable {
  readonly url: string;
}

/** The same, served on 127.0.0.1. */
export async function messySite(
  pages: Readonly<Record<string, SiteReply>> = {},
  options: SiteOptions = {},
): Promise<MessySite> {
  const site = sitePages(pages, options);
  const server = await serveFetch(site.handle);
  return Object.defineProperties(
    { url: server.url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() },
    Object.getOwnPropertyDescriptors(site),
    // Getters stay getters: `requests` is another list after `forget`.
  ) as MessySite;
}

/** A page with a heading, a paragraph and links. */
export function page(
  title: string,
  { text = `All about ${title}.`, links = [], head = '' }: PageParts = {},
): string {
  const list = links.map((link) => `<li><a href="${link}">${link}</a></li>`).join('');
  return `<!doctype html><html><head><title>${title}</title>${head}</head><body><main><h1>${title}</h1><p>${text}</p></main><nav><ul>${list}</ul></nav></body></html>`;
}

export interface PageParts {
  readonly text?: string;
  readonly links?: readonly string[];
  /** Markup. */
  readonly head?: string;
}
