import { type Clock, systemClock } from '#core/clock.ts';
import { FixCredentialsError, FixInputError } from '#core/errors.ts';
import { documentedScopeLimits, type ScopeLimits } from '#core/scope-limits.ts';
import { contractPrefix } from './endpoint.ts';
import { type QueryCacheOptions, withQueryCache } from './query-cache.ts';
import { type Agents, createAgents } from './resources/agents.ts';
import { createAnalytics, type GetAnalytics } from './resources/analytics.ts';
import { type ApiKeys, createApiKeys } from './resources/api-keys.ts';
import { type Articles, createArticles } from './resources/articles.ts';
import { createDataSources, type DataSources } from './resources/data-sources.ts';
import { createEvalRuns, type EvalRuns } from './resources/eval-runs.ts';
import { createInteractions, type Interactions } from './resources/interactions.ts';
import { createQuery, createQueryStream, type Query, type QueryStream } from './resources/query.ts';
import { createSemanticSearch, type SemanticSearch } from './resources/semantic-search.ts';
import { createSyncs, type Syncs } from './resources/syncs.ts';
import { createUsers, type Users } from './resources/users.ts';
import { createWebhooks, type Webhooks } from './resources/webhooks.ts';
import type { OnWait } from './scope-pace.ts';
import { createSession, type Session, type SessionStart } from './session.ts';
import { createTransport } from './transport.ts';

export { type ApiFailure, apiFailureOf } from './api-failure.ts';
export type { CallOptions, SentRequest } from './call.ts';
export type * from './resources/agents.ts';
export type * from './resources/analytics.ts';
export type * from './resources/api-keys.ts';
export type * from './resources/articles.ts';
export type * from './resources/data-sources.ts';
export type * from './resources/eval-runs.ts';
export type * from './resources/interactions.ts';
export type * from './resources/query.ts';
export type * from './resources/semantic-search.ts';
export type * from './resources/syncs.ts';
export type * from './resources/users.ts';
export type * from './resources/webhooks.ts';
export type { OnWait, Wait } from './scope-pace.ts';
export type { Session, SessionQuery } from './session.ts';

export interface TwigClientOptions {
  /** Whatever its prefix. */
  /** Undefined is refused at once, so that `process.env.TWIG_API_KEY` can be passed as it is. */
  readonly apiKey: string | undefined;
  /** Default `https://api.twig.so`; the embedded server is at `http://127.0.0.1:7878`. */
  readonly baseUrl?: string;
  /** What stands between base URL and calls. Default `/api/v1`. */
  readonly pathPrefix?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** Budgets to start from; what the server says in its headers wins. Default: Twig's documented ones. */
  readonly limits?: Partial<ScopeLimits>;
  /** Browsers send their own. */
  readonly userAgent?: string;
  /** Told of every pause before it begins. */
  readonly onWait?: OnWait;
  /** 0 to 1, exclusive; spreads retries. */
  readonly random?: () => number;
  /** Keeps answers to queries that belong to no session. Default: none are kept. */
  readonly cache?: QueryCacheOptions;
}

/**
 * Talks to a Twig API: Twig's own, the embedded server, or any other that keeps the contract. Runs
 * wherever `fetch` does.
 *
 * Calls are paced by the budget of their scope and wait rather than fail; failures that pass (408,
 * 429, 5xx, a broken connection) are tried again, see `CallOptions`. Nothing has to be closed.
 *
 * @throws FixCredentialsError when the key is refused (`unauthorized`) or lacks a scope (`forbidden`);
 * RetryError when the tries are used up; PlanAgainError on a conflict; StopRunError otherwise. Their
 * messages carry the server's request id; `apiFailureOf(error)` gives the answer itself.
 *
 * @example
 * const client = new TwigClient({ apiKey: 'twigsk_live_abc123' });
 * const query = 'What is pricing?';
 * const { response, sources } = await client.query({ agentId: 'agent_abc123', query });
 * console.log(response, sources[0]?.documentUrl);
 */
export class TwigClient {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Asks an agent; the whole answer at once. */
  readonly query: Query;
  /** Asks an agent; the answer piece by piece, the last with sources and metadata. */
  readonly queryStream: QueryStream;
  readonly agents: Agents;
  readonly interactions: Interactions;
  /** Metrics of a range of days. */
  readonly analytics: GetAnalytics;
  readonly dataSources: DataSources;
  readonly semanticSearch: SemanticSearch;
  /** What became of syncs. */
  readonly syncs: Syncs;
  /** Knowledge base articles. */
  readonly articles: Articles;
  readonly users: Users;
  readonly apiKeys: ApiKeys;
  readonly evalRuns: EvalRuns;
  readonly webhooks: Webhooks;

  constructor(options: TwigClientOptions) {
    const { apiKey, fetch, clock = systemClock, limits, userAgent, onWait, random } = options;
    const key = checkKey(apiKey);
    this.baseUrl = checkBaseUrl(options.baseUrl ?? 'https://api.twig.so', key);
    const { send, open } = createTransport({
      apiKey: key,
      baseUrl: this.baseUrl,
      pathPrefix: checkPrefix(options.pathPrefix ?? contractPrefix),
      // Called as a plain function: a browser's fetch refuses any other `this`.
      fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
      clock,
      random: random ?? Math.random,
      limits: checkLimits({ ...documentedScopeLimits, ...limits }),
      userAgent,
      onWait: onWait ?? (() => {}),
    });
    const query = createQuery(send);
    this.query = options.cache ? withQueryCache(query, options.cache, clock) : query;
    this.queryStream = createQueryStream(open);
    this.agents = createAgents(send);
    this.interactions = createInteractions(send);
    this.analytics = createAnalytics(send);
    this.dataSources = createDataSources(send);
    this.semanticSearch = createSemanticSearch(send);
    this.syncs = createSyncs(send);
    this.articles = createArticles(send);
    this.users = createUsers(send);
    this.apiKeys = createApiKeys(send);
    this.evalRuns = createEvalRuns(send);
    this.webhooks = createWebhooks(send);
  }

  /**
   * A conversation with one agent: each question is understood together with those before it, by
   * agents whose strategy is cedar or cypress.
   *
   * @example
   * const session = client.session({ agentId: 'agent_abc123' });
   * await session.query('What are your pricing plans?');
   * const { response } = await session.query('What is included in the largest one?');
   */
  session(start: SessionStart): Session {
    return createSession(this, start);
  }
}

/** Checked here because the platform's own complaint about a header quotes its value. */
function checkKey(apiKey: string | undefined): string {
  if (typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new FixCredentialsError(
    apiKey ? 'The API key has characters that no key has.' : 'There is no API key.',
    {
      code: 'api_key_unusable',
      hint: 'Set TWIG_API_KEY, or api.api_key, to the key as it was shown, without spaces or quotes.',
    },
  );
}

function checkBaseUrl(baseUrl: string, apiKey: string): string {
  const url = URL.parse(baseUrl);
  const clean =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (clean) return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  const shown = url === null ? JSON.stringify(baseUrl) : `${url.origin}${url.pathname}`;
  const message = `The base URL ${shown} is not the address of an API.`;
  throw new FixInputError(message.replaceAll(apiKey, '[key]'), {
    code: 'base_url',
    hint: 'Write it like https://api.twig.so: http or https, without user name, query or fragment.',
  });
}

function checkPrefix(pathPrefix: string): string {
  if (/^(\/[\w.~-]+)*$/.test(pathPrefix)) return pathPrefix;
  throw new FixInputError(`The path prefix ${JSON.stringify(pathPrefix)} is not a path.`, {
    code: 'path_prefix',
    hint: `Write it like ${contractPrefix}: a slash first and none at the end, or leave it empty.`,
  });
}

/** A budget that never has room for a request would wait for ever. */
function checkLimits(limits: ScopeLimits): ScopeLimits {
  for (const [scope, { perMinute, burst }] of Object.entries(limits)) {
    if (perMinute > 0 && burst >= 1) continue;
    throw new FixInputError(
      `The ${scope} limit of ${perMinute} a minute, ${burst} at once, lets nothing through.`,
      {
        code: 'limits',
        hint: 'Give each scope more than 0 requests a minute and at least 1 at once.',
      },
    );
  }
  return limits;
}
