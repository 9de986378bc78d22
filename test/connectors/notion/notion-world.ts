import { defaultChunkOptions } from '#core/chunk.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { JsonObject } from '#core/json.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { createConverter } from '#sync/convert.ts';
import { createMemoryDestination } from '#sync/destinations/memory.ts';
import { runSync } from '#sync/run-sync.ts';
import { type ServedNotion, serveFakeNotion } from '../../support/fake-notion/serve-fake-notion.ts';
import {
  type WorkspaceWriter,
  workspaceWriter,
} from '../../support/fake-notion/workspace-writer.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import { notionSource } from './notion-source.ts';

export interface NotionSync {
  readonly report: SyncReport;
  readonly written: readonly string[];
  /** Ids of documents that only lie elsewhere now. */
  readonly described: readonly string[];
  readonly deleted: readonly string[];
  /** Code of the failure, by id; `part` for a part of the source. */
  readonly failed: Readonly<Record<string, string>>;
  readonly limits: readonly string[];
  /** Kinds of what the source shows and the content does not. */
  readonly lost: readonly string[];
  /** What a scope ended with. */
  readonly stopped: readonly string[];
  /** What was asked of Notion, as `post /v1/search`. */
  readonly requests: readonly string[];
}

export interface NotionWorld extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly served: ServedNotion;
  readonly writer: WorkspaceWriter;
  readonly source: (config?: JsonObject) => ReturnType<typeof notionSource>;
  /** So long passes before; default 10 minutes. */
  sync(config?: JsonObject, minutes?: number): Promise<NotionSync>;
  /** The text that is held, by id. */
  held(): ReadonlyMap<string, string>;
  /** The title, the address and all else that is held of one. */
  document(id: string): unknown;
}

/** A fake workspace, and whole syncs of it into a ledger and a destination in memory. */
export async function openNotionWorld(
  options: { readonly queryLimit?: number } = {},
): Promise<NotionWorld> {
  const clock = manualClock({ skips: true });
  const served = await serveFakeNotion({ clock, ...options });
  const notebook = createMemoryNotebook();
  const ledger = createMemoryLedger();
  const destination = createMemoryDestination();
  const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
  const source = (config: JsonObject = {}) =>
    notionSource({ clock, url: served.url, notebook, config });

  return {
    clock,
    served,
    writer: workspaceWriter(served, clock),
    source,
    held: () =>
      new Map(
        [...destination.documents('docs')].map(([id, { chunks }]) => [
          id,
          chunks.map(({ text }) => text).join('\n\n'),
        ]),
      ),
    document: (id) => destination.documents('docs').get(id)?.document,
    async sync(config = {}, minutes = 10) {
      await clock.sleep(minutes * 60_000);
      const events: SyncEvent[] = [];
      const before = destination.changes.length;
      served.requests.length = 0;
      const report = await runSync(
        {
          name: 'Notion',
          source: source(config),
          destination,
          ledger,
          converter,
          namespace: 'docs',
          emit: (event) => events.push(event),
          concurrency: 1,
          clock,
        },
        new AbortController().signal,
      );
      const changes = destination.changes.slice(before);
      return {
        report,
        written: changes.flatMap((one) => (one.do === 'upsert' ? [one.document.id] : [])),
        described: changes.flatMap((one) => (one.do === 'describe' ? [one.description.id] : [])),
        deleted: changes.flatMap((one) => (one.do === 'delete' ? [one.documentId] : [])),
        failed: Object.fromEntries(
          events.flatMap((event) =>
            event.event === 'document:failed' ? [[event.documentId ?? 'part', event.code]] : [],
          ),
        ),
        limits: events.flatMap((event) => (event.event === 'scope:limited' ? [event.reason] : [])),
        lost: events.flatMap((event) => (event.event === 'content:lost' ? [event.what] : [])),
        stopped: events.flatMap((event) => (event.event === 'scope:failed' ? [event.code] : [])),
        requests: served.requests.map(({ method, path }) => `${method} ${path}`),
      };
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}
