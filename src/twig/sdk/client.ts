import { type ConnectionOptions, connect } from './connect.ts';
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
import { createSession, type Session, type SessionStart } from './session.ts';

export * from '#core/errors.ts';
export { type ApiFailure, apiFailureOf } from './api-failure.ts';
export type { CallOptions, SentRequest } from './call.ts';
export type { ConnectionOptions } from './connect.ts';
export type * from './legacy/agent-managers.ts';
export type * from './legacy/chat.ts';
export type * from './legacy/chats.ts';
export type * from './legacy/dashboard.ts';
export type * from './legacy/data-specs.ts';
export type * from './legacy/search-only.ts';
export type { TwigAIOptions } from './legacy/twig-ai.ts';
export { TwigAI } from './legacy/twig-ai.ts';
export type * from './legacy/webhook-registration.ts';
export type { ListPage, ListQuery } from './list.ts';
export type { ListResource } from './list-resource.ts';
export type { QueryCacheOptions } from './query-cache.ts';
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

export interface TwigClientOptions extends ConnectionOptions {
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
 * RetryError when the tries are used up; PlanAgainError on a conflict; StopRunError otherwise. All are
 * a TwigkitError with `code`, `status` and `requestId`; `apiFailureOf(error)` gives the answer itself.
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
    const { baseUrl, send, open, clock } = connect(options, contractPrefix);
    this.baseUrl = baseUrl;
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
