import type { ReadResult, Scope, SourceEvent } from '#kit';
import { isRefused } from './explain-error.ts';
import { listRows } from './list-rows.ts';
import { nothingShared } from './nothing-shared.ts';
import { findRoot } from './roots.ts';
import { type ScopeMemory, scopeMemory } from './scope-memory.ts';
import { searchAll, searchEdited } from './search-all.ts';
import { gone, type NotionReadContext, type Visited } from './visit.ts';
import { bothSeen, createWalk, type Seen, type Walk, type WalkOptions } from './walk.ts';
import type { Workspace } from './workspace.ts';

/** Where a read stands. Times are epoch milliseconds of our own clock. */
export interface NotionCursor {
  readonly [name: string]: number;
  /** Everything that was edited before was read. */
  readonly since: number;
  /** When everything was listed last. */
  readonly full: number;
}

export const everythingShared = 'shared';

/** Clocks differ, edits are rounded down to the minute, and the search lags behind. */
const overlapMs = 10 * 60_000;

/**
 * Reads what is shared, or what lies below one root. The search tells what is there, but neither all
 * of it nor at once; so what the search, the rows of every data source and the pages themselves show
 * is read together, each once. Between two such listings only what was edited is asked for.
 */
export async function* readNotion(
  context: NotionReadContext,
  workspace: Workspace,
  scope: Scope,
  from: NotionCursor | undefined,
): AsyncGenerator<SourceEvent<NotionCursor>, ReadResult> {
  const { clock, config } = context;
  const startedAt = clock.now();
  let isFull = from === undefined || startedAt - from.full >= config.fullAfterMs;
  const memory = scopeMemory(context.notebook, scope);
  const reading = (): Reading => ({
    scope,
    walk: createWalk(context, workspace, optionsOf(context, workspace, scope)),
    memory,
  });
  const sinceMs = (from?.since ?? 0) - overlapMs;
  let outcome: Outcome = isFull
    ? yield* readEverything(workspace, reading())
    : yield* readEdited(context, workspace, { ...reading(), sinceMs });
  if (!isFull && outcome.isMoved && outcome.isComplete) {
    // What lies below was not edited: a listing of everything, a request for each hundred, tells its
    // new breadcrumb.
    isFull = true;
    outcome = yield* readEverything(workspace, reading());
  }
  if (!outcome.isComplete) return 'changes';
  // A page that could not be read may lead to others: the next run lists everything.
  const full = outcome.isUnread ? 0 : isFull ? startedAt : (from?.full ?? 0);
  yield { is: 'mark', cursor: { since: startedAt, full } };
  return isFull && !outcome.isCut && !outcome.isUnread ? 'everything' : 'changes';
}

interface Reading {
  readonly scope: Scope;
  readonly walk: Walk;
  readonly memory: ScopeMemory;
}

interface Outcome extends Seen {
  readonly isCut: boolean;
}

async function* readEverything(
  { api }: Workspace,
  { walk, memory, scope }: Reading,
): AsyncGenerator<SourceEvent<never>, Outcome> {
  const listed = new Set<string>();
  let isEmpty = true;
  const onVisited = async ({ children, dataSource }: Visited) => {
    isEmpty = false;
    walk.follow(children);
    if (dataSource === undefined) return;
    listed.add(dataSource);
    walk.list(listRows(api, dataSource));
  };
  let seen: Seen = { isComplete: true, isUnread: false, isMoved: false };
  if (scope.id !== everythingShared) {
    const root = await findRoot(api, scope.id);
    walk.follow(
      root.object === 'database'
        ? root.data_sources.map(({ id }) => ({ kind: 'data_source', id }))
        : [{ kind: root.object, id: root.id }],
    );
    seen = yield* walk.run(onVisited);
  }
  const pages = searchAll(api, 'page');
  const sources = searchAll(api, 'data_source');
  walk.list(pages.entries);
  walk.list(sources.entries);
  seen = bothSeen(seen, yield* walk.run(onVisited));
  if (isEmpty && seen.isComplete) yield { is: 'noted', message: nothingShared };
  const isCut = pages.isCut() || sources.isCut();
  if (seen.isComplete) {
    await memory.dataSources.replace(listed);
    // What a cut search does not list, it still shows when it is edited.
    await memory.unlisted.replace(isCut ? new Set() : new Set(walk.unlisted()));
  }
  // Below a root the walk itself has seen everything; the search is a second pair of eyes.
  if (!isCut || scope.id !== everythingShared) return { ...seen, isCut: false };
  yield {
    is: 'limited',
    reason:
      'Notion\'s search gives no more than 20,000 pages; what neither it nor a page or a data source shows was not seen. Name the pages to read in "roots".',
  };
  return { ...seen, isCut };
}

async function* readEdited(
  context: NotionReadContext,
  workspace: Workspace,
  { walk, memory, sinceMs }: Reading & { readonly sinceMs: number },
): AsyncGenerator<SourceEvent<never>, Outcome> {
  const { api } = workspace;
  const { known } = context;
  const since = new Date(sinceMs).toISOString();
  const queried = new Set<string>();
  const listRowsOf = (id: string, editedSince?: string) => {
    if (queried.has(id)) return;
    queried.add(id);
    walk.list(listRows(api, id, editedSince));
  };
  const onVisited = async ({ children, dataSource }: Visited) => {
    // What is on record is listed where it was edited; the others are new here.
    for (const ref of children) {
      if (ref.kind === 'database' || (await known(ref.id)) === undefined) walk.follow([ref]);
    }
    if (dataSource === undefined) return;
    listRowsOf(dataSource, (await memory.dataSources.has(dataSource)) ? since : undefined);
    await memory.dataSources.add(dataSource);
  };
  yield* readTrash(context, workspace, sinceMs);
  walk.list(searchEdited(api, { sinceMs, kind: 'page' }));
  walk.list(searchAll(api, 'data_source').entries);
  const first = yield* walk.run(onVisited);
  for await (const id of memory.dataSources.all()) listRowsOf(id, since);
  for await (const id of memory.unlisted.all()) walk.follow([{ kind: 'page', id }]);
  const then = yield* walk.run(onVisited);
  for (const id of walk.unlisted()) await memory.unlisted.add(id);
  return { ...bothSeen(first, then), isCut: false };
}

/** What the source itself says is deleted. A server that does not list its trash leaves it to the full listing. */
async function* readTrash(
  context: NotionReadContext,
  { api }: Workspace,
  sinceMs: number,
): AsyncGenerator<SourceEvent<never>> {
  try {
    for await (const found of searchEdited(api, { sinceMs, inTrash: true })) {
      if (!found.in_trash) continue;
      yield* (await gone(context, found.id, 'It lies in the trash.')).events;
    }
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
}

function optionsOf(
  { config }: NotionReadContext,
  { places }: Workspace,
  scope: Scope,
): WalkOptions {
  if (scope.id === everythingShared) return {};
  const roots = new Set(config.roots);
  return {
    // A root within another one is a scope of its own.
    contains: async (found) => (await places.rootOf(found, roots)) === scope.id,
    others: new Set(config.roots.filter((id) => id !== scope.id)),
  };
}
