import type {
  BlockObjectResponse,
  Client,
  CommentObjectResponse,
  DatabaseObjectResponse,
  DataSourceObjectResponse,
  PageObjectResponse,
  PropertyItemListResponse,
  QueryDataSourceParameters,
  SearchParameters,
} from '@notionhq/client';
import { SkipDocumentError } from '#kit';
import type { NotionClient } from './client.ts';
import { type ListAnswer, pagesOf } from './pages-of.ts';

export type PageMarkdown = Awaited<ReturnType<Client['pages']['retrieveMarkdown']>>;

/** A page or a data source as listings give it. */
export type Found = PageObjectResponse | DataSourceObjectResponse;

/**
 * The requests that are made of Notion. Where its package says that an answer may be partial, that is
 * one for connections without "Read content": `whole` refuses it.
 */
export function endpoints(client: NotionClient, pageSize: number) {
  const { ask } = client;
  return {
    page: async (id: string, signal?: AbortSignal) =>
      whole<PageObjectResponse>(
        await ask(
          {
            what: `the page ${id}`,
            gives: 'page',
            send: (notion) => notion.pages.retrieve({ page_id: id }),
          },
          signal,
        ),
        'last_edited_time',
      ),

    markdown: (id: string, includeTranscript: boolean, signal?: AbortSignal) =>
      ask<PageMarkdown>(
        {
          what: `the content of ${id}`,
          gives: 'page_markdown',
          send: (notion) =>
            notion.pages.retrieveMarkdown({
              page_id: id,
              ...(includeTranscript && { include_transcript: true }),
            }),
        },
        signal,
      ),

    block: async (id: string, signal?: AbortSignal) =>
      whole<BlockObjectResponse>(
        await ask(
          {
            what: `the block ${id}`,
            gives: 'block',
            send: (notion) => notion.blocks.retrieve({ block_id: id }),
          },
          signal,
        ),
        'type',
      ),

    blockChildren: (id: string, signal?: AbortSignal) =>
      flat(
        pagesOf((cursor) =>
          list<BlockObjectResponse>(
            ask(
              {
                what: `the blocks in ${id}`,
                gives: 'list',
                send: (notion) =>
                  notion.blocks.children.list({ block_id: id, page_size: pageSize, ...cursor }),
              },
              signal,
            ),
          ),
        ),
      ),

    database: async (id: string, signal?: AbortSignal) =>
      whole<DatabaseObjectResponse>(
        await ask(
          {
            what: `the database ${id}`,
            gives: 'database',
            send: (notion) => notion.databases.retrieve({ database_id: id }),
          },
          signal,
        ),
        'data_sources',
      ),

    dataSource: async (id: string, signal?: AbortSignal) =>
      whole<DataSourceObjectResponse>(
        await ask(
          {
            what: `the data source ${id}`,
            gives: 'data_source',
            send: (notion) => notion.dataSources.retrieve({ data_source_id: id }),
          },
          signal,
        ),
        'last_edited_time',
      ),

    /** One query; its answers say whether there were more rows than one query gives. */
    query: (id: string, query: Omit<QueryDataSourceParameters, 'data_source_id'>) =>
      pagesOf((cursor) =>
        list<Found>(
          ask({
            what: `the rows of ${id}`,
            gives: 'list',
            send: (notion) =>
              notion.dataSources.query({
                data_source_id: id,
                page_size: pageSize,
                ...query,
                ...cursor,
              }),
          }),
        ),
      ),

    search: (search: SearchParameters) =>
      pagesOf((cursor) =>
        list<Found>(
          ask({
            what: 'the search',
            gives: 'list',
            send: (notion) => notion.search({ page_size: pageSize, ...search, ...cursor }),
          }),
        ),
      ),

    comments: (id: string, signal?: AbortSignal) =>
      flat(
        pagesOf((cursor) =>
          list<CommentObjectResponse>(
            ask(
              {
                what: `the comments of ${id}`,
                gives: 'list',
                send: (notion) =>
                  notion.comments.list({ block_id: id, page_size: pageSize, ...cursor }),
              },
              signal,
            ),
          ),
        ),
      ),

    property: (pageId: string, propertyId: string, signal?: AbortSignal) =>
      flat(
        pagesOf((cursor) =>
          list<PropertyItemListResponse['results'][number]>(
            ask(
              {
                what: `a property of ${pageId}`,
                gives: 'list',
                send: (notion) =>
                  notion.pages.properties.retrieve({
                    page_id: pageId,
                    property_id: propertyId,
                    page_size: pageSize,
                    ...cursor,
                  }),
              },
              signal,
            ),
          ),
        ),
      ),

    user: (id: string, signal?: AbortSignal) =>
      ask(
        {
          what: `the user ${id}`,
          gives: 'user',
          send: (notion) => notion.users.retrieve({ user_id: id }),
        },
        signal,
      ),

    me: () =>
      ask({ what: 'the connection itself', gives: 'user', send: (notion) => notion.users.me({}) }),
  };
}

export type NotionApi = ReturnType<typeof endpoints>;

function whole<Full>(answer: { readonly object: string }, mark: keyof Full & string): Full {
  if (mark in answer) {
    // The mark tells the whole answer from the partial one, which has nothing but an id.
    return answer as Full;
  }
  throw new SkipDocumentError(`Notion gives no more than the id of a ${answer.object}.`, {
    code: 'notion_partial',
    hint: 'Give the connection "Read content" under its capabilities.',
  });
}

async function list<Full>(
  answer: Promise<{
    readonly object: string;
    readonly results?: readonly unknown[];
    readonly next_cursor?: string | null;
    readonly request_status?: { readonly type: string };
  }>,
): Promise<ListAnswer<Full>> {
  const { results = [], next_cursor: next, request_status: status } = await answer;
  return {
    // What its package says of the results; partial ones have no more than an id and are dropped.
    results: results.filter(isWhole) as readonly Full[],
    next: next ?? undefined,
    isCut: status?.type === 'incomplete',
  };
}

function isWhole(result: unknown): boolean {
  return typeof result === 'object' && result !== null && Object.keys(result).length > 2;
}

async function* flat<Full>(pages: AsyncIterable<ListAnswer<Full>>): AsyncGenerator<Full> {
  for await (const { results } of pages) yield* results;
}
