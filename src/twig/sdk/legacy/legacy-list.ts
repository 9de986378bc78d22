import type { Call, CallOptions, Send } from '../call.ts';
import { amount, listOf, maybe, type Read } from '../from-wire.ts';
import { type ListPage, type ListQuery, pagesOf } from '../list.ts';
import type { ListResource } from '../list-resource.ts';
import { sameFields } from './same-fields.ts';

/** A list in its envelope: one page of it, or all of them. */
export function createLegacyList<Entry extends { readonly id: string }, Query extends ListQuery>(
  send: Send,
  endpoint: Call['endpoint'],
  read: Read<Entry>,
): ListResource<Entry, Query> {
  const readPage = sameFields<{
    readonly data: readonly Entry[];
    readonly total: number | undefined;
  }>({ data: listOf(read), total: maybe(amount) });
  const list = async (query?: Query, options?: CallOptions): Promise<ListPage<Entry>> => {
    const { data, total } = await send({ endpoint, query: { ...query } }, readPage, options);
    return { entries: data, total, offset: query?.offset ?? 0 };
  };
  return {
    list,
    pages: (query, options) =>
      // The same query at another offset is a query of the same kind.
      pagesOf((offset) => list({ ...query, offset } as Query, options), query?.offset),
  };
}
