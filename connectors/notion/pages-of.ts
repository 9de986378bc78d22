import { RetryError } from '#kit';

/** One answer of a listing. */
export interface ListAnswer<Entry> {
  readonly results: readonly Entry[];
  readonly next: string | undefined;
  /** There is more than Notion gives for one query. */
  readonly isCut: boolean;
}

/** What asks for the page after another one. */
export interface Cursor {
  readonly start_cursor?: string;
}

/** Beyond what any listing may have: one query gives 10,000 entries, a page 20,000 blocks. */
const mostPages = 20_000;

/**
 * Every answer of a listing, asked for when it is needed. An empty answer that names a next one is
 * not the end.
 *
 * @throws RetryError for a listing that goes round in circles.
 */
export async function* pagesOf<Entry>(
  ask: (cursor: Cursor) => Promise<ListAnswer<Entry>>,
): AsyncGenerator<ListAnswer<Entry>> {
  let cursor: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const answer = await ask(cursor === undefined ? {} : { start_cursor: cursor });
    yield answer;
    if (answer.next === undefined) return;
    if (answer.next === cursor) break;
    cursor = answer.next;
  }
  throw new RetryError('Notion gives the same page of a listing again and again.', {
    code: 'endless_listing',
  });
}
