import type { SearchParameters } from '@notionhq/client';
import type { Found, NotionApi } from './endpoints.ts';

export interface SearchListing {
  readonly entries: AsyncGenerator<Found>;
  /** Known when the entries are at their end. */
  isCut(): boolean;
}

type Kind = 'page' | 'data_source';

/**
 * Everything that the search gives, most recently edited first. One search gives 10,000 entries: where
 * it is cut, another one comes from the other end, until they meet. Where they do not, it was cut.
 */
export function searchAll(api: NotionApi, kind: Kind): SearchListing {
  let isCut = false;
  const one = async function* (direction: 'ascending' | 'descending', wasSeen?: Set<string>) {
    isCut = false;
    const search: SearchParameters = {
      filter: { property: 'object', value: kind },
      sort: { timestamp: 'last_edited_time', direction },
    };
    for await (const answer of api.search(search)) {
      isCut ||= answer.isCut;
      for (const found of answer.results) {
        if (wasSeen?.has(found.id)) {
          isCut = false;
          return;
        }
        yield found;
      }
    }
  };
  const entries = async function* () {
    const seen = new Set<string>();
    for await (const found of one('descending')) {
      seen.add(found.id);
      yield found;
    }
    if (isCut) yield* one('ascending', seen);
  };
  return { entries: entries(), isCut: () => isCut };
}

export interface EditedSince {
  readonly sinceMs: number;
  readonly kind?: Kind;
  /** What lies in the trash, instead of what does not. */
  readonly inTrash?: boolean;
}

/**
 * What was edited since then. Times of edits are rounded down to the minute and the order within one
 * is not said, so it ends behind a whole answer of older entries.
 */
export async function* searchEdited(
  api: NotionApi,
  { sinceMs, kind, inTrash = false }: EditedSince,
): AsyncGenerator<Found> {
  const search: SearchParameters = {
    sort: { timestamp: 'last_edited_time', direction: 'descending' },
    ...(inTrash
      ? { filter: { in_trash: true } }
      : kind && { filter: { property: 'object', value: kind } }),
  };
  for await (const { results } of api.search(search)) {
    const recent = results.filter((found) => Date.parse(found.last_edited_time) >= sinceMs);
    yield* recent;
    if (results.length > 0 && recent.length === 0) return;
  }
}
