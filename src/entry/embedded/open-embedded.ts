import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import type { Http } from '#core/http.ts';
import { documentedScopeLimits, type ScopeLimits } from '#core/scope-limits.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { callThread, openCalls } from '#runtime/threads/call-thread.ts';
import { threadFile } from '#runtime/threads/thread-file.ts';
import { createTwigServer, type TwigServer } from '#twig/server/create-twig-server.ts';
import type { IndexWriter } from '#twig/server/index-writer.ts';
import { indexMigrations } from '#twig/server/store/index-migrations.ts';
import { keepSecret } from './keep-secret.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** An all-scope key; when undefined, one is made and kept in the data folder. */
  readonly apiKey: string | undefined;
  readonly clock: Clock;
  readonly http: Http;
  readonly limits?: ScopeLimits;
  /** Told of every fault of the server itself, with the id of the request it answered with 500. */
  report(error: Error, requestId: string | undefined): void;
}

export interface Embedded {
  readonly server: TwigServer;
  readonly apiKey: string;
  /** True when the key was made just now and has not been shown yet. */
  readonly apiKeyMade: boolean;
  close(): Promise<void>;
}

/**
 * Opens the embedded Twig server over a data folder: `index.db`, read on this thread and written on
 * another, so that the event loop never waits for a commit. Several processes may have one folder open.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const path = join(options.dataDir, 'index.db');
  // Migrates before the thread starts, so that a fault is told here, with its hint.
  openDatabase({ path, migrations: indexMigrations }).close();
  const worker = new Worker(threadUrl(), {
    workerData: { path },
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  });
  const calls = openCalls(worker, { onEnd: writerEnded });
  const writer = callThread<IndexWriter>(calls);
  const reader = openDatabase({ path, migrations: indexMigrations, readOnly: true });
  const key =
    options.apiKey === undefined
      ? keepSecret(options.dataDir, 'api-key', 'twigsk_test_')
      : { value: options.apiKey, made: false };
  await writer.ensureKey(key.value);
  const server = createTwigServer({
    reader,
    writer,
    limits: options.limits ?? documentedScopeLimits,
    clock: options.clock,
    http: options.http,
    report: options.report,
  });
  return {
    server,
    apiKey: key.value,
    apiKeyMade: key.made,
    async close() {
      reader.close();
      await calls.end();
    },
  };
}

function threadUrl(): URL {
  return threadFile('index-writer-thread', './index-writer-thread.ts', import.meta.url);
}

function writerEnded(cause: unknown): StopRunError {
  return new StopRunError('The thread that writes the index has ended.', {
    code: 'index_writer_ended',
    hint: 'Start twigkit again; what was accepted before is safe on disk.',
    cause,
  });
}
