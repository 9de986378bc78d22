import type { QueryDataSourceParameters } from '@notionhq/client';
import { SkipDocumentError } from '#kit';
import type { Found, NotionApi } from './endpoints.ts';

type Filter = NonNullable<QueryDataSourceParameters['filter']>;

/**
 * The rows of a data source, oldest first. One query gives 10,000 at the most, so the next one begins
 * where it was cut, at the minute in which its last row was created: that never changes, the time of
 * the last edit does. Rows of that minute come twice.
 *
 * @throws SkipDocumentError when one minute holds more rows than a query gives.
 */
export async function* listRows(
  api: NotionApi,
  dataSourceId: string,
  editedSince?: string,
): AsyncGenerator<Found> {
  let from: string | undefined;
  for (;;) {
    let isCut = false;
    let last: string | undefined;
    const filter = bothOf(
      from && { timestamp: 'created_time', created_time: { on_or_after: from } },
      editedSince && {
        timestamp: 'last_edited_time',
        last_edited_time: { on_or_after: editedSince },
      },
    );
    for await (const answer of api.query(dataSourceId, {
      sorts: [{ timestamp: 'created_time', direction: 'ascending' }],
      ...(filter && { filter }),
    })) {
      isCut ||= answer.isCut;
      last = answer.results.at(-1)?.created_time ?? last;
      yield* answer.results;
    }
    if (!isCut) return;
    if (last === undefined || last === from) {
      throw new SkipDocumentError(
        `Notion does not list all rows of ${dataSourceId}: more than one query gives were created at ${last}.`,
        { code: 'rows_not_listable', hint: 'Move some of them to another data source.' },
      );
    }
    from = last;
  }
}

type TimeFilter = Extract<Filter, { readonly timestamp: string }>;

function bothOf(
  one: TimeFilter | '' | undefined,
  other: TimeFilter | '' | undefined,
): Filter | undefined {
  if (one && other) return { and: [one, other] };
  return one || other || undefined;
}
