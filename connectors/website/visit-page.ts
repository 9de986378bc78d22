import { asError, type PageAnswer, StopScopeError } from '#kit';
import type { Site } from './client.ts';
import type { PageRecord } from './page-record.ts';
import { readAnswer, type Visit } from './read-answer.ts';

/** What a request came to, to be read when its turn comes: until then a page is a few bytes beside the heap. */
export interface Fetched {
  readonly byteCount: number;
  /** False when the page certainly does not say that it can be had as Markdown. */
  readonly mayNameMarkdown: boolean;
  /** A failure is a result. */
  read(): Visit;
}

export interface VisitOptions {
  readonly record: PageRecord | undefined;
  readonly follow?: (url: string) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks for one page and reads what a crawl must know of it. A failure is a result.
 *
 * @throws StopScopeError of a host that answers no more; the signal's reason.
 */
export async function visitPage(site: Site, url: string, options: VisitOptions): Promise<Visit> {
  return (await fetchVisit(site, url, options)).read();
}

/** As `visitPage`, without reading what was answered. */
export async function fetchVisit(site: Site, url: string, options: VisitOptions): Promise<Fetched> {
  const { record, signal } = options;
  const follow = options.follow ?? ((target) => site.scope.contains(target));
  try {
    const validators = record && validatorsOf(record);
    const answer = await site.fetch(url, { signal, follow, ...(validators && { validators }) });
    if (!answer.notModified) return fetched(site, url, answer);
    // Behind a redirect it is another page that knows our validators by chance.
    return record && answer.hops.length === 0
      ? withoutBody({ is: 'unchanged', record })
      : fetched(site, url, await site.fetch(url, { signal, follow }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StopScopeError) throw error;
    return withoutBody({ is: 'failed', error: asError(error) });
  }
}

function withoutBody(visit: Visit): Fetched {
  return { byteCount: 0, mayNameMarkdown: false, read: () => visit };
}

function fetched(site: Site, url: string, answer: PageAnswer): Fetched {
  const { body, headers } = answer;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return {
    byteCount: body.byteLength,
    mayNameMarkdown: markdownType.test(headers.link ?? '') || mayName(bytes),
    read() {
      try {
        return readAnswer(site, url, answer);
      } catch (error) {
        return { is: 'failed', error: asError(error) };
      }
    },
  };
}

/** However it is written: a media type has no case. */
const markdownType = /text\/markdown/i;

/** The few slashes before such a letter are found faster than a pattern looks at the whole page. */
function mayName(bytes: Buffer): boolean {
  return ['/m', '/M'].some((start) => {
    for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1)) {
      const isBehindText = at >= 4 && ((bytes[at - 1] ?? 0) | 0x20) === 0x74;
      if (isBehindText && markdownType.test(bytes.toString('latin1', at - 4, at + 9))) return true;
    }
    return false;
  });
}

function validatorsOf({ etag, lastModified }: PageRecord) {
  if (etag === undefined && lastModified === undefined) return undefined;
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
}
