import type { ChunkOptions } from '#core/chunk.ts';
import type { Clock } from '#core/clock.ts';
import type { Emit, SyncReport } from '#core/events.ts';
import type { Http } from '#core/http.ts';
import { createHttp } from '#http/create-http.ts';
import { connectTwig, type TwigConnection } from './connect-twig.ts';
import { openStore, type Store } from './open-store.ts';
import { type SourceDescription, syncSource } from './sync-source.ts';

export interface WorkspaceOptions {
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly dataDir: string;
  readonly chunking: ChunkOptions;
  readonly clock: Clock;
  note(text: string): void;
}

/** What a command works with: a Twig to talk to and the state. */
export interface Workspace {
  readonly twig: TwigConnection;
  readonly store: Store;
  readonly http: Http;
  sync(source: SourceDescription, how: SyncHow, signal: AbortSignal): Promise<SyncReport>;
  close(): Promise<void>;
}

export interface SyncHow {
  readonly emit: Emit;
  readonly dryRun: boolean;
  readonly allowMassDelete: boolean;
  readonly allowPrivateHosts: boolean;
  readonly timeBudgetMs?: number;
}

/** Opens the data folder and the connection to Twig. Close it when done. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { clock, chunking, dataDir } = options;
  const store = await openStore({ dataDir, clock });
  const { ledger, notebook } = store;
  const http = createHttp();
  const twig = await connectTwig({ ...options, http });
  return {
    twig,
    store,
    http,
    sync: (source, how, signal) =>
      syncSource(
        {
          ...how,
          source,
          client: twig.client,
          server: twig.label,
          ledger,
          notebook,
          chunking,
          clock,
          http,
        },
        signal,
      ),
    async close() {
      await twig.close();
      await http.close();
      await store.close();
    },
  };
}
