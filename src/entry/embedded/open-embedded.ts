import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ChunkOptions } from '#core/chunk.ts';
import type { Clock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import type { EvalHistory } from '#core/eval-history.ts';
import type { Ledger } from '#core/ledger.ts';
import type { OpenNotebook } from '#core/notebook.ts';
import { documentedScopeLimits, type ScopeLimits } from '#core/scope-limits.ts';
import { createHttp } from '#http/create-http.ts';
import { guardAddresses } from '#http/guard-addresses.ts';
import type { ModelsConfig } from '#runtime/config/models-config.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { callThread, type Given, openCalls } from '#runtime/threads/call-thread.ts';
import { threadFile } from '#runtime/threads/thread-file.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { createTwigServer, type TwigServer } from '#twig/server/create-twig-server.ts';
import type { IndexWriter, PushPartChange } from '#twig/server/index-writer.ts';
import { indexMigrations } from '#twig/server/store/index-migrations.ts';
import { allScopes } from '#twig/server/store/keys.ts';
import { defaultOrganisation } from '#twig/server/store/organisations.ts';
import { makeDataFolder } from '../make-data-folder.ts';
import { createArticleChunker } from './article-chunker.ts';
import { createEvals } from './create-evals.ts';
import { createModels } from './create-models.ts';
import { createEmbeddingThread } from './embedding-thread.ts';
import { createInsiderClient } from './insider-client.ts';
import { keepSecret } from './keep-secret.ts';
import { createStartSync } from './read-data-source.ts';
import { createSearchThreads } from './search-threads.ts';
import type { ServeOptions } from './serve-options.ts';
import { createWebhookHttp } from './webhook-http.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /**
   * An all-scope key of this start; when undefined, one is made and kept in the data folder. Neither is
   * kept in the index: with another one, it is valid no more.
   */
  readonly apiKey: string | undefined;
  readonly clock: Clock;
  readonly limits?: ScopeLimits;
  readonly serve?: ServeOptions | undefined;
  /** What answers are made with. Default: they quote the documents. */
  readonly models?: ModelsConfig | undefined;
  /** What running a data source's connector takes; without it a sync without a body ends as `failed`. */
  readonly syncing?: Syncing | undefined;
  /** Told of every fault of the server itself, with the id of the request it answered with 500. */
  report(error: Error, requestId: string | undefined): void;
}

export interface Syncing {
  readonly ledger: Ledger;
  readonly notebook: OpenNotebook;
  readonly evalHistory: EvalHistory;
  readonly chunking: ChunkOptions;
}

export interface Embedded {
  readonly server: TwigServer;
  readonly apiKey: string;
  /** True when the key was made just now and has not been shown yet. */
  readonly apiKeyMade: boolean;
  /** A client past keys and limits, for this very process and in the name of its own organisation. */
  readonly client: TwigClient;
  /** Lets webhooks go to this process, at the URL where it listens. */
  allowOwn(url: string): void;
  close(): Promise<void>;
}

/**
 * Opens the embedded Twig server over a data folder: `index.db`, read on this thread and written on
 * another, so that the event loop never waits for a commit. Several processes may have one folder open.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, clock, serve = {}, syncing } = options;
  const {
    allowPrivate = false,
    webhookHosts = [],
    filesDir,
    searchArticles = true,
    searchThreads = 0,
  } = serve;
  const path = join(dataDir, 'index.db');
  makeDataFolder(dataDir);
  // Migrates before the thread starts, so that a fault is told here, with its hint.
  openDatabase({ path, migrations: indexMigrations }).close();
  const worker = new Worker(threadUrl(), {
    workerData: { path },
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  });
  const calls = openCalls(worker, { onEnd: writerEnded });
  const writer = callThread<IndexWriter>(calls, bodyOfPart);
  const reader = openDatabase({ path, migrations: indexMigrations, readOnly: true });
  const key =
    options.apiKey === undefined
      ? keepSecret(dataDir, 'api-key', 'twigsk_test_')
      : { value: options.apiKey, made: false };
  const organisation = await writer.ensureOrganisation(defaultOrganisation);
  const webhooks = createWebhookHttp({ allowPrivate, hosts: webhookHosts });
  const strangersHttp = createHttp({
    guard: guardAddresses({ allow: allowPrivate ? 'all' : 'public' }),
  });
  const chunker = syncing && searchArticles ? createArticleChunker(syncing.chunking) : undefined;
  const searching = searchThreads > 0 ? createSearchThreads(path, searchThreads) : undefined;
  const models = options.models && createModels(options.models, globalThis.fetch);
  const embedding =
    options.models?.embeddings && models?.embedder
      ? createEmbeddingThread(options.models.embeddings, models.embedder)
      : undefined;
  const clientOf = (owner: string): TwigClient => createInsiderClient(server, owner, clock);
  const server: TwigServer = createTwigServer({
    reader,
    writer,
    limits: options.limits ?? documentedScopeLimits,
    ...(serve.plan && { plan: serve.plan }),
    ...(serve.profile && { profile: serve.profile }),
    ...(serve.behindProxy && { behindProxy: true }),
    ...(serve.corsOrigins && { corsOrigins: serve.corsOrigins }),
    startKey: {
      value: key.value,
      caller: { keyId: 'key_of_this_start', organisation, scopes: allScopes },
    },
    ...(searching && { askIndex: searching.askIndex }),
    ...(models && { models }),
    ...(embedding && { passageEmbedder: embedding.embedder }),
    clock,
    http: webhooks.http,
    refuseWebhookUrl: webhooks.refuse,
    ...(syncing && {
      startSync: createStartSync({
        ...syncing,
        clientOf,
        clock,
        http: strangersHttp,
        allowPrivate,
        filesDir,
      }),
    }),
    ...(serve.suites &&
      syncing && {
        evals: createEvals({
          suites: serve.suites,
          clientOf,
          cwd: serve.cwd ?? dataDir,
          clock,
          evalHistory: syncing.evalHistory,
          models: options.models,
        }),
      }),
    ...(chunker && { chunkArticle: chunker.chunkArticle }),
    report: options.report,
  });
  return {
    server,
    apiKey: key.value,
    apiKeyMade: key.made,
    client: clientOf(organisation),
    allowOwn: webhooks.allowOwn,
    async close() {
      await embedding?.close();
      await searching?.close();
      await chunker?.close();
      await webhooks.close();
      await strangersHttp.close();
      reader.close();
      await calls.end();
    },
  };
}

/** Large, and the writer's own from then on. */
const bodyOfPart: Given = (method, [change]) =>
  // The one argument of the writer's `pushPart`; its bytes were read for it, into memory of their own.
  method === 'pushPart' ? [(change as PushPartChange).body.buffer as ArrayBuffer] : [];

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
