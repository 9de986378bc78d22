import type { DataSourceObjectResponse, PageObjectResponse } from '@notionhq/client';
import {
  asError,
  FixCredentialsError,
  type Item,
  type ReadContext,
  SkipDocumentError,
  type SourceEvent,
  StopScopeError,
} from '#kit';
import { dataSourceSummary, dataSourceVersion } from './data-source-summary.ts';
import type { Found } from './endpoints.ts';
import { isNotFound } from './explain-error.ts';
import { loadFile } from './load-file.ts';
import type { NotionConfig } from './options.ts';
import { type PageRecord, placeMark, unpackRecord } from './page-record.ts';
import { stableVersion, versionNow } from './page-version.ts';
import { commentsOf, type PageReading, readPage } from './read-page.ts';
import { titleOf } from './title-of.ts';
import {
  aclOf,
  dataSourceItem,
  fileId,
  fileItem,
  markdownContent,
  pageItem,
} from './to-document.ts';
import type { Workspace } from './workspace.ts';

export type NotionReadContext = ReadContext<NotionConfig>;

/** What was not listed, but is known to be there: a child that a page shows, a root. */
export interface Ref {
  readonly kind: 'page' | 'database' | 'data_source' | 'any';
  readonly id: string;
}

/** What became of one page or data source. */
export interface Visited {
  readonly events: readonly SourceEvent<never>[];
  /** What lies in it. */
  readonly children: readonly Ref[];
  /** Its rows are to be listed. */
  readonly dataSource?: string;
  /** False where a part of the scope was not seen. */
  readonly isComplete: boolean;
  /** It may lead to more: the next run lists everything. */
  readonly isUnread?: boolean;
  /** It is called otherwise, or lies elsewhere, and so does what lies in it. */
  readonly isMoved?: boolean;
}

export const nothingFound: Visited = { events: [], children: [], isComplete: true };

/** A failure of one document is a result; what stops them all is thrown. */
export async function visit(
  context: NotionReadContext,
  workspace: Workspace,
  found: Found,
): Promise<Visited> {
  const { config } = context;
  try {
    if (found.in_trash) return await gone(context, found.id, 'It lies in the trash.');
    return found.object === 'page'
      ? await visitPage(context, workspace, found)
      : await visitDataSource(context, workspace, found);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof StopScopeError || error instanceof FixCredentialsError) throw error;
    // It may have been a part of the page that went away meanwhile.
    if (isNotFound(error) && (await isGone(workspace, found))) {
      return gone(context, found.id, 'Notion does not have it any more.');
    }
    const record = unpackRecord((await context.known(found.id))?.validators);
    const isSettled = error instanceof SkipDocumentError && !isNotFound(error);
    return {
      events: [
        { is: 'failed', id: found.id, ...publicTitle(found, config), error: asError(error) },
      ],
      children: record ? childrenOf(record) : [],
      isComplete: true,
      isUnread: !isSettled || (record?.files.length ?? 0) > 0,
    };
  }
}

/** Of what not everyone may read, not even the title is told. */
function publicTitle(found: Found, config: NotionConfig): { readonly title?: string } {
  const title = aclOf(found, config).acl === undefined ? undefined : titleOf(found);
  return title === undefined ? {} : { title };
}

async function isGone({ api }: Workspace, { object, id }: Found): Promise<boolean> {
  try {
    const found = await (object === 'page' ? api.page(id) : api.dataSource(id));
    return found.in_trash;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

/** Asks for what no listing showed. */
export async function visitRef(
  context: NotionReadContext,
  workspace: Workspace,
  ref: Ref,
): Promise<Visited> {
  const { api, places } = workspace;
  try {
    if (ref.kind === 'database') {
      const { in_trash: inTrash, data_sources: sources } = await api.database(ref.id);
      return inTrash
        ? nothingFound
        : { ...nothingFound, children: sources.map(({ id }) => ({ kind: 'data_source', id })) };
    }
    const found =
      ref.kind === 'data_source' ? await api.dataSource(ref.id) : await api.page(ref.id);
    places.note(found);
    return await visit(context, workspace, found);
  } catch (error) {
    context.signal.throwIfAborted();
    if (isNotFound(error)) return gone(context, ref.id, 'Notion does not have it any more.');
    // Something else is no row of its own, but what lies in it was not seen.
    if (error instanceof SkipDocumentError) {
      return { events: [{ is: 'failed', error }], children: [], isComplete: false };
    }
    throw error;
  }
}

/** What the source says of a document that is on record; nobody else has to hear it. */
export async function gone(
  { known }: Pick<NotionReadContext, 'known'>,
  id: string,
  reason: string,
): Promise<Visited> {
  const onRecord = await known(id);
  if (onRecord === undefined) return nothingFound;
  const files = unpackRecord(onRecord.validators)?.files ?? [];
  const ids = [id, ...files.map((file) => fileId(id, file))];
  return { ...nothingFound, events: ids.map((one) => ({ is: 'gone', id: one, reason })) };
}

async function visitPage(
  context: NotionReadContext,
  workspace: Workspace,
  page: PageObjectResponse,
): Promise<Visited> {
  const { config, clock } = context;
  const onRecord = await context.known(page.id);
  const before = unpackRecord(onRecord?.validators);
  const comments = config.hasComments ? await commentsOf(workspace, page.id) : undefined;
  const isKnown = before !== undefined && onRecord?.version === stableVersion(page, comments);
  const version = versionNow(page, comments, clock.now());
  const isSame = isKnown && version === onRecord.version;
  const reading = isSame ? undefined : await readPage(context, workspace, page, { comments });
  const breadcrumb = await workspace.places.trail(page);
  const place = placeMark([...breadcrumb, titleOf(page) ?? '']);
  const shown = reading ?? before ?? { pages: [], databases: [], files: [] };
  const record: PageRecord = { ...shown, place };
  const item = pageItem(page, {
    config,
    version,
    breadcrumb,
    record,
    load: loadOnce(reading, async (signal) => {
      return (await readPage(context, workspace, page, { comments, signal })).content;
    }),
  });
  const files = config.hasFiles ? record.files : [];
  const kept = new Set(files.map(({ key }) => key));
  const replaced = (before?.files ?? []).filter(({ key }) => !kept.has(key));
  return {
    events: [
      { is: 'item', item },
      ...files.map(
        (file): SourceEvent<never> => ({
          is: 'item',
          item: fileItem(page, file, {
            config,
            breadcrumb,
            load: (signal) =>
              loadFile(context, workspace, { pageId: page.id, key: file.key }, signal),
          }),
        }),
      ),
      ...replaced.map(
        (file): SourceEvent<never> => ({
          is: 'gone',
          id: fileId(page.id, file),
          reason: 'Its page does not show it any more.',
        }),
      ),
    ],
    children: childrenOf(record),
    isComplete: true,
    isMoved: isOther(before?.place, place) && childrenOf(before ?? record).length > 0,
  };
}

function isOther(before: string | undefined, now: string): boolean {
  return before !== undefined && before !== now;
}

function childrenOf({ pages, databases }: PageRecord): readonly Ref[] {
  return [
    ...pages.map((id): Ref => ({ kind: 'page', id })),
    ...databases.map((id): Ref => ({ kind: 'database', id })),
  ];
}

/** Hands over what was read already, once: a second call is another try, which reads anew. */
function loadOnce(
  reading: PageReading | undefined,
  load: NonNullable<Item['load']>,
): NonNullable<Item['load']> {
  let held = reading?.content;
  return async (signal) => {
    const content = held ?? (await load(signal));
    held = undefined;
    return content;
  };
}

async function visitDataSource(
  { config, known }: NotionReadContext,
  { places }: Workspace,
  source: DataSourceObjectResponse,
): Promise<Visited> {
  const breadcrumb = await places.trail(source);
  const place = placeMark([...breadcrumb, titleOf(source) ?? '']);
  const before = unpackRecord((await known(source.id))?.validators)?.place;
  const item = dataSourceItem(source, {
    config,
    version: dataSourceVersion(source),
    breadcrumb,
    place,
    load: async () => markdownContent(dataSourceSummary(source)),
  });
  return {
    ...nothingFound,
    events: [{ is: 'item', item }],
    dataSource: source.id,
    isMoved: isOther(before, place),
  };
}
