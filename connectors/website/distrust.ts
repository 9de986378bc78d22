import type { SourceEvent } from '#kit';
import type { Crawl, KnownPage } from './crawl.ts';
import { followLinks } from './follow-links.ts';
import type { Waiting } from './frontier.ts';
import { isLoginWall } from './login-wall.ts';
import type { VisitedPage } from './read-answer.ts';
import { loginRequired, notBelieved } from './suspicion.ts';

/** Why a page is not what was asked for, although it answers 200; undefined when nothing says so. */
export function doubtOf(
  { seeds, soft404 }: Crawl,
  known: KnownPage | undefined,
  { url, scan, textHash }: VisitedPage,
): Error | undefined {
  const record = known?.record;
  const isChanged = record !== undefined && record.textHash !== textHash;
  // The first page of an application may be what it shows everywhere: as long as it always was.
  const mayBeMissing = !seeds.includes(url) || (isChanged && !record.isFallback);
  if (mayBeMissing && soft404.matches({ asked: url, url, text: scan.text })) {
    return notBelieved(url, 'soft_404', 'shows what the site shows for pages that are not there');
  }
  return isChanged && !record.asksPassword && isLoginWall(scan) ? loginRequired(url) : undefined;
}

/**
 * What is on record is kept, and what the page linked to when it was well is still visited. Of a page
 * that nobody promised nothing is lost.
 */
export async function distrust(
  crawl: Crawl,
  { url, listed, depth }: Waiting,
  known: KnownPage | undefined,
  error: Error,
): Promise<readonly SourceEvent<never>[]> {
  if (known === undefined && listed !== true) return [];
  crawl.tally.documents += 1;
  await followLinks(crawl, known?.record?.links ?? [], depth + 1);
  return [{ is: 'failed', id: url, error }];
}
