import type { Clock } from '#core/clock.ts';
import type { Embedder } from '#core/embedder.ts';
import type { Http } from '#core/http.ts';
import type { ScopeLimits } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { maxPartBytes as usualMaxPartBytes } from '#twig/api/push.ts';
import type { Models } from '#twig/models/models.ts';
import { createSearch } from '#twig/search/create-search.ts';
import type { StartKey } from './admit.ts';
import type { ChunkArticle } from './chunk-article.ts';
import { createApp } from './create-app.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { embedBacklog, embedChunks } from './embed-chunks.ts';
import { indexArticles } from './index-articles.ts';
import type { IndexWriter } from './index-writer.ts';
import { type PlanName, plans } from './plan-limits.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { Profile, ServerParts } from './routes/route-handler.ts';
import { type Evals, runEvalRuns } from './run-eval-runs.ts';
import { runSyncs, type StartSync } from './run-syncs.ts';
import { type AskIndex, createSearchPassages } from './search-passages.ts';
import { createProgressBoard } from './sync-progress.ts';
import { createWake } from './wake.ts';

export interface TwigServerOptions {
  /** This thread's connection to the index. The server only reads from it. */
  readonly reader: Sql;
  /** Every change of the index goes through it. */
  readonly writer: IndexWriter;
  readonly limits: ScopeLimits;
  /** Adds the plan's limits for all keys of an organisation together. Default: none. */
  readonly plan?: PlanName;
  readonly clock: Clock;
  /** Delivers webhooks; whoever hands it over decides where they may go. */
  readonly http: Http;
  /** Why no webhook may go to a URL; undefined when one may. Default: every URL may. */
  readonly refuseWebhookUrl?: (url: string) => string | undefined;
  /** Searches on other threads. Default: on this one, which waits meanwhile. */
  readonly askIndex?: AskIndex;
  /** Makes the vectors of passages, the same as `models.embedder` does. Default: that one. */
  readonly passageEmbedder?: Embedder;
  /** What answers are made with; without a chat model they quote the documents. */
  readonly models?: Models;
  /** Runs a data source's connector; without it a sync without a body ends as `failed`. */
  readonly startSync?: StartSync;
  /** Runs suites by name; without it there is none to run. */
  readonly evals?: Evals;
  /** Makes published articles findable; without it they are kept, and no search finds them. */
  readonly chunkArticle?: ChunkArticle;
  /** A key that is valid beside the stored ones, for as long as this server lives. */
  readonly startKey?: StartKey;
  /** `documented` switches off whatever is not in Twig's own documents. Default `full`. */
  readonly profile?: Profile;
  /** Believes `X-Forwarded-Proto` and sends plain HTTP to HTTPS. Default false. */
  readonly behindProxy?: boolean;
  /** Origins whose pages may call from a browser, such as `https://app.example.com`; `*`: any. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** What one part of a push may hold, decompressed. Default 16 MiB. */
  readonly maxPartBytes?: number;
  /** Gets every error that became a 500, with its request id, and what failed in the background. */
  readonly report?: (error: Error, requestId?: string) => void;
}

export interface TwigServer {
  /** Answers one request; never rejects. */
  fetch(request: Request): Promise<Response>;
  /** Answers a request of this very process in the name of an organisation: no key, no limits. */
  fetchAs(organisation: string, request: Request): Promise<Response>;
  /**
   * Delivers the outbox, runs syncs and evals that were asked for or whose time has come, and brings
   * the index of articles and the vectors in line, until aborted; resolves when stopped.
   */
  runBackground(signal: AbortSignal): Promise<void>;
  /**
   * Makes the vectors of all chunks that wait for one, and gives how many; none without an embedder.
   * `runBackground` does it all the time. Rejects when the model fails; what was made is kept.
   */
  embedBacklog(signal: AbortSignal): Promise<number>;
  /** From now on every request but `/healthz` is answered 503 with `Retry-After`. */
  beginClosing(): void;
}

/**
 * The embedded server: both generations of the API over one index. Reader and writer stay the caller's to close.
 *
 * @example
 * const server = createTwigServer({ reader, writer, limits: documentedScopeLimits, clock, http });
 * const { value } = await writer.createKey({ organisation: 'Docs team' });
 * const headers = { authorization: `Bearer ${value}` };
 * await server.fetch(new Request('http://localhost/api/v1/data-sources', { headers }));
 */
export function createTwigServer(options: TwigServerOptions): TwigServer {
  const { reader, writer, limits, clock, http, plan } = options;
  const { startSync, evals, chunkArticle } = options;
  const { behindProxy = false, corsOrigins = [], report = () => undefined } = options;
  let closing = false;
  const models = options.models ?? {};
  const { embedder } = models;
  const passageEmbedder = options.passageEmbedder ?? embedder;
  const parts: ServerParts = {
    reader,
    writer,
    search: createSearchPassages({
      askIndex: options.askIndex ?? askHere(reader),
      embedder,
      report,
    }),
    models,
    clock,
    wake: createWake(clock),
    syncWake: createWake(clock),
    evalWake: createWake(clock),
    vectorWake: createWake(clock),
    progress: createProgressBoard(clock),
    maxPartBytes: options.maxPartBytes ?? usualMaxPartBytes,
    startSync,
    evals,
    chunkArticle,
    refuseWebhookUrl: options.refuseWebhookUrl ?? (() => undefined),
    profile: options.profile ?? 'full',
    report,
  };
  const limiter = createRateLimiter(limits, clock, plan && plans[plan]);
  const app = createApp(
    parts,
    { limiter, startKey: options.startKey },
    { behindProxy, corsOrigins, isClosing: () => closing },
  );
  return {
    fetch: async (request) => app.fetch(request, {}),
    fetchAs: async (insider, request) => app.fetch(request, { insider }),
    async runBackground(signal) {
      await Promise.all([
        deliverWebhooks({ ...parts, http }, signal),
        indexArticles(parts, signal),
        passageEmbedder && embedChunks(parts, passageEmbedder, signal),
        startSync && runSyncs(parts, startSync, signal),
        evals && runEvalRuns(parts, evals.start, signal),
      ]);
    },
    embedBacklog: async (signal) =>
      passageEmbedder ? embedBacklog(parts, passageEmbedder, signal) : 0,
    beginClosing() {
      closing = true;
    },
  };
}

function askHere(reader: Sql): AskIndex {
  const search = createSearch(reader);
  return async (request, signal) => {
    signal.throwIfAborted();
    return search(request);
  };
}
