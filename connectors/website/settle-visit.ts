import { SkipDocumentError, type SourceEvent } from '#kit';
import type { Crawl, Visited } from './crawl.ts';
import { followLinks } from './follow-links.ts';
import { settleClaim } from './settle-claim.ts';
import { settlePage } from './settle-page.ts';
import { toDocument } from './to-document.ts';

/**
 * Decides what a visit means for the source. Visits are settled one after the other, in the order in
 * which their addresses were found, so that equal sites give equal documents.
 */
export async function settleVisit(
  crawl: Crawl,
  { waiting, known, read }: Pick<Visited, 'waiting' | 'known' | 'read'>,
): Promise<readonly SourceEvent<never>[]> {
  const { url } = waiting;
  /** Somebody says that this page is there. Of all others a link alone is no promise. */
  const isPromised = known !== undefined || waiting.listed === true;
  const fail = (error: Error): readonly SourceEvent<never>[] => {
    crawl.tally.documents += 1;
    return [{ is: 'failed', id: url, error }];
  };
  crawl.frontier.visited(url);
  const visit = read();
  switch (visit.is) {
    case 'page':
      return settlePage(crawl, waiting, known, visit.page);
    case 'unchanged': {
      const { record } = visit;
      const { version } = known ?? {};
      crawl.aliases.settle(url, record.textHash, true);
      if (crawl.suspicion.showText(record.textHash) > 0) crawl.heldBack.expose(record.textHash);
      crawl.tally.documents += 1;
      await followLinks(crawl, record.links, waiting.depth + 1);
      const seen = { ...record, lastmod: waiting.lastmod ?? record.lastmod };
      const content = { as: 'unchanged' } as const;
      const item = toDocument({ url, version, record: seen, content }, crawl.config);
      return [{ is: 'item', item }];
    }
    case 'absent':
      return [{ is: 'gone', id: url, reason: `the site answers ${visit.status}` }];
    case 'elsewhere':
      if (visit.permanent) {
        return [{ is: 'gone', id: url, reason: 'the site says that it has moved for good' }];
      }
      return known ? fail(movedAway(url)) : [];
    case 'refused':
      if (isPromised) return fail(visit.error);
      crawl.tally.refusals += 1;
      return [];
    case 'not-a-document':
      return known ? fail(turnedInto(url, visit.mediaType)) : [];
    case 'failed':
      crawl.tally.isComplete = false;
      // What it linked to when it was well is still worth a visit.
      await followLinks(crawl, known?.record?.links ?? [], waiting.depth + 1);
      return fail(visit.error);
    case 'claim':
      settleClaim(crawl, waiting);
      return [];
    case 'forbidden':
      return [];
    default:
      return visit satisfies never;
  }
}

function movedAway(url: string): SkipDocumentError {
  return new SkipDocumentError(`${url} leads out of the source for now.`, {
    code: 'moved_away',
    hint: 'If it asks for a login, give the source the headers that let it in.',
  });
}

function turnedInto(url: string, mediaType: string): SkipDocumentError {
  const now = mediaType || 'of no media type';
  return new SkipDocumentError(`${url} was a document and is now ${now}.`, {
    code: 'not_a_document',
    hint: 'Exclude it if that is meant to be.',
  });
}
