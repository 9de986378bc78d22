import { StopRunError } from '#core/errors.ts';

/** Which part of a list to show: 50 entries when `limit` is absent, 200 at most. */
export interface ListQuery {
  readonly limit?: number;
  readonly offset?: number;
}

export interface ListPage<Entry> {
  readonly entries: readonly Entry[];
  /** Of the whole list; undefined from a server that does not count. */
  readonly total: number | undefined;
  readonly offset: number;
}

/**
 * Asks for page after page until the list ends. Ends on an empty page too, so that entries deleted
 * meanwhile cannot keep it going.
 *
 * @throws StopRunError `unexpected_answer` when the server sends the same page again.
 */
export async function* pagesOf<Entry extends { readonly id: string }, Page extends ListPage<Entry>>(
  ask: (offset: number) => Promise<Page>,
  offset = 0,
): AsyncGenerator<Page, void> {
  let firstId: string | undefined;
  for (let at = offset; ; ) {
    const page = await ask(at);
    const first = page.entries[0];
    if (first === undefined) return;
    if (first.id === firstId) {
      throw new StopRunError(
        `The list shows ${first.id} again at offset ${at}: it does not page.`,
        {
          code: 'unexpected_answer',
          hint: 'Report this to whoever runs the server.',
        },
      );
    }
    yield page;
    firstId = first.id;
    at += page.entries.length;
    if (page.total !== undefined && at >= page.total) return;
  }
}
