import type { ChunkOptions } from '#core/chunk.ts';
import type { Clock } from '#core/clock.ts';
import type { PrivateHosts } from '#core/connector.ts';
import type { Emit, SyncReport } from '#core/events.ts';
import type { Http } from '#core/http.ts';
import type { SyncRecord } from '#core/sync-history.ts';
import { createHttp } from '#http/create-http.ts';
import type { ModelsConfig } from '#runtime/config/models-config.ts';
import type { OnWait } from '#twig/sdk/client.ts';
import { connectTwig, type TwigConnection } from './connect-twig.ts';
import type { ServeOptions } from './embedded/serve-options.ts';
import { openStore, type Store } from './open-store.ts';
import { recordSync } from './record-sync.ts';
import { type SourceDescription, syncSource } from './sync-source.ts';

export interface WorkspaceOptions {
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly dataDir: string;
  /** A PostgreSQL database to keep the state in, instead of the data folder. */
  readonly databaseUrl: string | undefined;
  readonly chunking: ChunkOptions;
  readonly clock: Clock;
  note(text: string): void;
  /** Told of every wait for the API, instead of a note. */
  readonly onWait?: OnWait | undefined;
  /** How the embedded server serves others than this process. */
  readonly serve?: ServeOptions | undefined;
  /** Where published sites are reached from outside. */
  readonly publishAt?: string | undefined;
  /** What the embedded server answers with. */
  readonly models?: ModelsConfig | undefined;
}

/** What a command works with: a Twig to talk to and the state. */
export interface Workspace {
  readonly twig: TwigConnection;
  readonly store: Store;
  readonly http: Http;
  /** Syncs, and notes in the history how it came out, unless it is a dry run. */
  sync(source: SourceDescription, how: SyncHow, signal: AbortSignal): Promise<SyncReport>;
  close(): Promise<void>;
}

export interface SyncHow {
  readonly emit: Emit;
  /** Instead of what the workspace says. */
  readonly publishAt?: string | undefined;
  readonly dryRun: boolean;
  readonly allowMassDelete: boolean;
  readonly privateHosts: PrivateHosts;
  readonly timeBudgetMs?: number;
  /** When it is aborted, the time budget counts as spent. */
  readonly wrapUp?: AbortSignal;
  /** Of a sync in slices: when the first one began, in epoch milliseconds. */
  readonly beganAt?: number | undefined;
  /** Told what the history now says of this sync. */
  readonly onRecorded?: (record: SyncRecord) => void;
}

/** Opens the data folder and the connection to Twig. Close it when done. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { clock, chunking, dataDir, databaseUrl } = options;
  const store = await openStore({ dataDir, databaseUrl, clock });
  const { ledger, notebook, evalHistory } = store;
  const http = createHttp();
  const syncing = { ledger, notebook, evalHistory, chunking };
  const twig = await connectTwig({ ...options, syncing }).catch(async (error: unknown) => {
    await http.close();
    await store.close();
    throw error;
  });
  return {
    twig,
    store,
    http,
    sync(source, how, signal) {
      const { publishAt } = options;
      const given = { ledger, notebook, chunking, clock, http };
      const inProcess = twig.embedded !== undefined;
      const target = { client: twig.client, server: twig.label, inProcess };
      const run = (emit: Emit) =>
        syncSource({ publishAt, ...how, ...given, ...target, source, emit }, signal);
      if (how.dryRun) return run(how.emit);
      const { emit, beganAt, onRecorded } = how;
      const history = store.syncHistory;
      return recordSync(
        { source: source.name, history, clock, emit, beganAt, onRecorded },
        run,
        signal,
      );
    },
    async close() {
      await twig.close();
      await http.close();
      await store.close();
    },
  };
}
