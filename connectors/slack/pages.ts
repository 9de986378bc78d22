import { type Json, type JsonObject, RetryError } from '#kit';
import type { SlackClient } from './client.ts';
import { recordOf, textOf } from './fields.ts';

/** A listing's page: its entries, and the whole answer around them. */
export interface Page {
  readonly entries: readonly Json[];
  readonly answer: JsonObject;
}

/** More pages than a listing of 10 million messages has. */
const mostPages = 100_000;

/**
 * Every page of a listing. It ends where Slack gives no cursor, not at a short or an empty page.
 *
 * @throws RetryError for an answer without the list, for a cursor that comes again, and for a listing
 * that does not end: none of them may look like the end.
 */
export async function* pages(
  client: SlackClient,
  method: string,
  {
    args,
    list,
    signal,
  }: { readonly args: () => JsonObject; readonly list: string; readonly signal: AbortSignal },
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const answer = await client.call(method, { ...args(), ...(cursor && { cursor }) }, signal);
    const entries = answer[list];
    if (!Array.isArray(entries)) {
      throw new RetryError(`The answer to ${method} has no ${list}.`, { code: 'bad_answer' });
    }
    yield { entries, answer };
    cursor = textOf(recordOf(answer, 'response_metadata'), 'next_cursor');
    if (cursor === undefined || cursor === '') {
      if (answer.has_more !== true) return;
      throw new RetryError(`${method} says that there is more and does not say where.`, {
        code: 'bad_answer',
      });
    }
    if (seen.has(cursor)) {
      throw new RetryError(`${method} gave the same page again; its listing has no end.`, {
        code: 'paging_loop',
      });
    }
    seen.add(cursor);
  }
  throw new RetryError(`${method} gave ${mostPages} pages and did not end.`, {
    code: 'paging_loop',
  });
}
