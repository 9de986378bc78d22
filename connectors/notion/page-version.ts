import type { CommentObjectResponse, PageObjectResponse } from '@notionhq/client';
import { computedHash } from './page-properties.ts';

/** Times of edits are rounded down to the minute: so long another edit may look like none. */
const unsettledMs = 2 * 60_000;

/** The version of a page that nobody edits at the moment. */
export function stableVersion(
  page: PageObjectResponse,
  comments: readonly CommentObjectResponse[] = [],
): string {
  const computed = computedHash(page);
  const latest = comments
    .map((comment) => comment.last_edited_time)
    .sort()
    .at(-1);
  return [
    page.last_edited_time,
    ...(computed === undefined ? [] : [computed]),
    ...(latest === undefined ? [] : [`${comments.length} comments ${latest}`]),
  ].join(' ');
}

/**
 * The version under which a page is read now. So soon after an edit it is a provisional one, which no
 * later listing shows, so that the page is read again then.
 */
export function versionNow(
  page: PageObjectResponse,
  comments: readonly CommentObjectResponse[] | undefined,
  nowMs: number,
): string {
  const stable = stableVersion(page, comments);
  const ageMs = nowMs - Date.parse(page.last_edited_time);
  return ageMs < unsettledMs ? `${stable} read ${nowMs}` : stable;
}
