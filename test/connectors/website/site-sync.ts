import { defaultChunkOptions } from '#core/chunk.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { JsonObject } from '#core/json.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { createConverter } from '#sync/convert.ts';
import { createMemoryDestination } from '#sync/destinations/memory.ts';
import { runSync } from '#sync/run-sync.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import type { MessySite } from '../../support/messy-site.ts';
import { slowClock } from './slow-clock.ts';
import { websiteSource } from './website-source.ts';

export interface SiteSync {
  readonly report: SyncReport;
  /** Code of the failure, by path; `part` for a part of the source. */
  readonly failed: Readonly<Record<string, string>>;
  readonly skipped: readonly string[];
  /** Paths that were deleted. */
  readonly deleted: readonly string[];
  readonly limits: readonly string[];
  readonly notes: readonly string[];
  /** What a scope ended with. */
  readonly stopped: string | undefined;
}

export interface SiteWorld {
  sync(more?: JsonObject, how?: SyncHow): Promise<SiteSync>;
  /** The text that is held, by path. */
  held(): Readonly<Record<string, string>>;
  readonly clock: ManualClock;
}

export interface SyncHow {
  /** Ends the reading when so many documents were told of. */
  readonly stopAfter?: number;
}

/** Syncs of a site, as a whole run does them, into a ledger and a destination in memory. */
export function siteWorld(
  site: MessySite,
  config: JsonObject = {},
  { isSlow = false }: { readonly isSlow?: boolean } = {},
): SiteWorld {
  const destination = createMemoryDestination();
  const ledger = createMemoryLedger();
  const clock = manualClock({ skips: true });
  const notebook = createMemoryNotebook();
  const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
  const pathOf = (id: string) => id.replace(site.url, '');
  return {
    clock,
    held() {
      const documents = [...destination.documents('docs')].sort(([a], [b]) => (a < b ? -1 : 1));
      return Object.fromEntries(
        documents.map(([id, { chunks }]) => [
          pathOf(id),
          chunks.map(({ text }) => text).join('\n'),
        ]),
      );
    },
    async sync(more = {}, { stopAfter = Number.POSITIVE_INFINITY } = {}) {
      const wrapUp = new AbortController();
      let told = 0;
      await clock.advance(1_000);
      const events: SyncEvent[] = [];
      const before = destination.changes.length;
      const source = websiteSource(
        { url: `${site.url}/`, ...config, ...more },
        { clock: isSlow ? slowClock() : clock, notebook },
      );
      const report = await runSync(
        {
          name: 'Site',
          source,
          destination,
          ledger,
          converter,
          namespace: 'docs',
          emit(event) {
            events.push(event);
            if (event.event === 'document:planned') told += 1;
            if (told >= stopAfter) wrapUp.abort();
          },
          wrapUp: wrapUp.signal,
          concurrency: 1,
          clock,
        },
        new AbortController().signal,
      );
      const failures = events.flatMap((event) =>
        event.event === 'document:failed'
          ? [[event.documentId === undefined ? 'part' : pathOf(event.documentId), event.code]]
          : [],
      );
      const planned = events.flatMap((event) =>
        event.event === 'document:planned' ? [event.entry] : [],
      );
      return {
        report,
        failed: Object.fromEntries(failures),
        skipped: planned.flatMap(({ action, documentId }) =>
          action === 'skip' ? [pathOf(documentId)] : [],
        ),
        deleted: destination.changes
          .slice(before)
          .flatMap((change) => (change.do === 'delete' ? [pathOf(change.documentId)] : [])),
        limits: events.flatMap((event) => (event.event === 'scope:limited' ? [event.reason] : [])),
        notes: events.flatMap((event) => (event.event === 'scope:noted' ? [event.message] : [])),
        stopped: events.flatMap((event) => (event.event === 'scope:failed' ? [event.code] : []))[0],
      };
    },
  };
}
