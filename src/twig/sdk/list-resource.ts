import type { CallOptions, Send } from './call.ts';
import type { Endpoint } from './endpoint.ts';
import { amount, fields, listOf, maybe, opaque, type Read } from './from-wire.ts';
import { type ListPage, type ListQuery, pagesOf } from './list.ts';

/** A list of the contract: one page of it, or all of them. */
export interface ListResource<Entry, Query extends ListQuery = ListQuery> {
  /** One page of the list. */
  list(query?: Query, options?: CallOptions): Promise<ListPage<Entry>>;
  /** The whole list, page by page, from `query.offset` on. */
  pages(query?: Query, options?: CallOptions): AsyncGenerator<ListPage<Entry>, void>;
}

export interface ListDescription<Entry> {
  readonly endpoint: Endpoint;
  /** The wire's name of the entries: `data_sources`. */
  readonly noun: string;
  readonly read: Read<Entry>;
}

const readNumbers = fields<{
  readonly total: number | undefined;
  readonly offset: number | undefined;
}>({
  total: maybe(amount),
  offset: maybe(amount),
});

/** What some lists can be narrowed to. */
export interface StatusQuery extends ListQuery {
  readonly status?: string;
}

/** The calls of a list; with an `id`, of the list that belongs to one thing. */
export function createListResource<Entry extends { readonly id: string }>(
  send: Send,
  { endpoint, noun, read }: ListDescription<Entry>,
  id?: string,
): ListResource<Entry, StatusQuery> {
  const readPage: Read<ListPage<Entry>> = (wire, where) => {
    const { total, offset } = readNumbers(wire, where);
    const entries = listOf(read)(opaque(wire, where)[noun], `${where} at ${noun}`);
    return { entries, total, offset: offset ?? -1 };
  };
  const list = async (
    { limit, offset, status }: StatusQuery = {},
    options?: CallOptions,
  ): Promise<ListPage<Entry>> => {
    const query = { limit, offset, status };
    const call = { endpoint, query, ...(id !== undefined && { id }) };
    const page = await send(call, readPage, options);
    // A server that does not repeat the offset has gone by the one it was given.
    return page.offset >= 0 ? page : { ...page, offset: offset ?? 0 };
  };
  return {
    list,
    pages: (query = {}, options) =>
      pagesOf((offset) => list({ ...query, offset }, options), query.offset),
  };
}
