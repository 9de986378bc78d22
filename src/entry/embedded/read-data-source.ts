import type { ChunkOptions } from '#core/chunk.ts';
import type { Clock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { Http } from '#core/http.ts';
import type { JsonObject } from '#core/json.ts';
import type { Ledger } from '#core/ledger.ts';
import type { Notebook } from '#core/notebook.ts';
import type { DataSource } from '#twig/api/data-sources.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import type { RequestedSync, StartSync, SyncResult } from '#twig/server/run-syncs.ts';
import { cutText } from '#util/cut-text.ts';
import { plural } from '#util/plural.ts';
import { syncSource } from '../sync-source.ts';
import { withinFolder } from './within-folder.ts';

export interface ReadDataSourceOptions {
  /** A client of this server in the name of an organisation. */
  clientOf(organisation: string): TwigClient;
  readonly ledger: Ledger;
  notebook(name: string): Notebook;
  readonly chunking: ChunkOptions;
  readonly clock: Clock;
  /** Reaches no address that a stranger may not. */
  readonly http: Http;
  readonly allowPrivate: boolean;
  readonly filesDir: string | undefined;
}

/** Reads data sources through their connectors, as a stranger's configuration may be read. */
export function createStartSync(options: ReadDataSourceOptions): StartSync {
  return async (sync, signal) => {
    const { dataSource, organisation, syncId } = sync;
    const watched = watch(sync);
    const report = await syncSource(
      {
        source: await describe(dataSource, options.filesDir),
        client: options.clientOf(organisation),
        server: 'this server',
        inProcess: true,
        ledger: options.ledger,
        notebook: options.notebook,
        chunking: options.chunking,
        syncId,
        dryRun: false,
        allowMassDelete: false,
        privateHosts: options.allowPrivate ? 'any' : 'never',
        emit: watched.emit,
        clock: options.clock,
        http: options.http,
      },
      signal,
    );
    return resultOf(report, watched.failures);
  };
}

async function describe(dataSource: DataSource, filesDir: string | undefined) {
  const { id, type, config } = dataSource;
  const isFile = type === 'file';
  const path = isFile ? { path: await withinFolder(filesDir, config.path ?? '.') } : {};
  return {
    name: id,
    type,
    // It came as JSON.
    config: { ...(config as JsonObject), ...path },
    folder: filesDir ?? '/nowhere',
    syncFrequency: 'manual',
    delivery: 'push',
    namespace: 'default',
    anchors: 'github',
    restricted: 'skip',
  } as const;
}

/** Keeps what went wrong, and passes on how far the reading is. */
function watch({ progressed }: RequestedSync) {
  const failures: string[] = [];
  const emit = (event: SyncEvent) => {
    if (event.event === 'documents:progressed') progressed(event);
    if (event.event === 'scope:failed') failures.push(event.message);
    if (event.event === 'document:failed' && failures.length < 10) failures.push(event.message);
  };
  return { emit, failures };
}

/** @throws StopRunError when nothing could be read. */
function resultOf(report: SyncReport, failures: readonly string[]): SyncResult {
  const { added, updated, deleted, unchanged, skipped, failed, held } = report;
  const counts = { added, updated, deleted, unchanged, skipped, failed, held };
  const [first] = failures;
  if (report.complete || first === undefined) return { counts };
  if (added + updated + unchanged + skipped === 0) {
    throw new StopRunError(first, { code: 'data_source_unreadable' });
  }
  const what = failed > 0 ? `${plural(failed, 'document')} could not be read` : 'Not all was read';
  return { counts, problem: cutText(`${what}: ${first}`, 500) };
}
