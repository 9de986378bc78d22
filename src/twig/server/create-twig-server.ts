import type { Clock } from '#core/clock.ts';
import type { Http } from '#core/http.ts';
import type { ScopeLimits } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import type { DataSource } from '#twig/api/data-sources.ts';
import { maxPartBytes as usualMaxPartBytes } from '#twig/api/push.ts';
import { createSearch } from '#twig/search/create-search.ts';
import { createApp } from './create-app.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import type { IndexWriter } from './index-writer.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { createWake } from './wake.ts';

export interface TwigServerOptions {
  /** This thread's connection to the index. The server only reads from it. */
  readonly reader: Sql;
  /** Every change of the index goes through it. */
  readonly writer: IndexWriter;
  readonly limits: ScopeLimits;
  readonly clock: Clock;
  /** Delivers webhooks. */
  readonly http: Http;
  /** Runs a data source's connector; without it a sync without a body ends as `failed`. */
  readonly startSync?: (dataSource: DataSource) => Promise<void>;
  /** What one part of a push may hold, decompressed. Default 16 MiB. */
  readonly maxPartBytes?: number;
  /** Gets every error that became a 500, with its request id, and what failed in the background. */
  readonly report?: (error: Error, requestId?: string) => void;
}

export interface TwigServer {
  /** Answers one request; never rejects. */
  fetch(request: Request): Promise<Response>;
  /** Delivers the outbox until aborted; resolves when stopped. */
  deliverWebhooks(signal: AbortSignal): Promise<void>;
}

/**
 * The embedded server: the v1 API over one index. Reader and writer stay the caller's to close.
 *
 * @example
 * const server = createTwigServer({ reader, writer, limits: documentedScopeLimits, clock, http });
 * const { value } = await writer.createKey({ organisation: 'Docs team' });
 * const headers = { authorization: `Bearer ${value}` };
 * await server.fetch(new Request('http://localhost/api/v1/data-sources', { headers }));
 */
export function createTwigServer(options: TwigServerOptions): TwigServer {
  const { reader, writer, limits, clock, http, startSync } = options;
  const { maxPartBytes = usualMaxPartBytes, report = () => undefined } = options;
  const wake = createWake(clock);
  const search = createSearch(reader);
  const app = createApp(
    { reader, writer, search, clock, wake, maxPartBytes, startSync, report },
    createRateLimiter(limits, clock),
  );
  return {
    fetch: async (request) => app.fetch(request),
    deliverWebhooks: (signal) =>
      deliverWebhooks({ reader, writer, http, clock, wake, report }, signal),
  };
}
