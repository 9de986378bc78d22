import type { LegacyRouteName } from '#twig/api/legacy/routes.ts';
import type { routes } from '#twig/api/routes.ts';
import type { TwigAI, TwigClient } from '#twig/sdk/client.ts';

export interface SeedClients {
  readonly twig: TwigClient;
  readonly legacy: TwigAI;
}

/** One call of Twig's two published documents, with the ids and values that they print. */
export interface SeedCall {
  /** As the documents head it. */
  readonly call: string;
  readonly route: keyof typeof routes | LegacyRouteName;
  /** With the sample ids filled in. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly status: number;
  /** Fields that the documents show in the answer. */
  readonly shows: readonly string[];
  /** The same call by the client. */
  ask(clients: SeedClients): Promise<unknown>;
  /** How the client writes it, for people. */
  readonly client: string;
}

const agent = {
  name: 'Support Agent',
  system_prompt: 'You are a helpful support assistant.',
  rag_strategy: 'cedar',
  model: 'gpt-4',
  temperature: 0.7,
  max_tokens: 500,
  data_source_ids: ['ds_1', 'ds_2'],
} as const;

const dataSource = {
  type: 'website',
  name: 'Product Documentation',
  config: { url: 'https://docs.example.com', max_pages: 1000 },
  sync_frequency: 'daily',
} as const;

const article = {
  title: 'How to reset password',
  content: 'Steps: 1. Click Forgot Password...',
  tags: ['auth', 'password'],
  status: 'published',
} as const;

const manager = {
  name: 'Support Agent',
  description: 'Customer support assistant',
  strategyCode: 'CEDAR',
  dataSourceIds: ['ds-1', 'ds-2'],
} as const;

const days = { start_date: '2024-01-01', end_date: '2024-01-31' };
const page = { limit: '50', offset: '0' };
const paged = { limit: 50, offset: 0 };

const v1Calls: readonly SeedCall[] = [
  {
    call: 'POST /api/v1/query',
    route: 'query',
    path: '/api/v1/query',
    body: {
      agent_id: 'agent_abc123',
      query: 'What is your refund policy?',
      session_id: 'sess_xyz789',
      stream: false,
      temperature: 0.7,
      max_tokens: 500,
    },
    status: 200,
    shows: ['response', 'sources', 'metadata'],
    client: 'query',
    ask: ({ twig }) =>
      twig.query({
        agentId: 'agent_abc123',
        query: 'What is your refund policy?',
        sessionId: 'sess_xyz789',
        ...{ stream: false },
        temperature: 0.7,
        maxTokens: 500,
      }),
  },
  {
    call: 'POST /api/v1/semantic-search',
    route: 'semanticSearch',
    path: '/api/v1/semantic-search',
    body: {
      query: 'pricing information',
      org_id: 'org_123',
      top_k: 10,
      similarity_threshold: 0.7,
      data_source_ids: ['ds_1', 'ds_2'],
    },
    status: 200,
    shows: ['chunks', 'query_embedding', 'metadata'],
    client: 'semanticSearch',
    ask: ({ twig }) =>
      twig.semanticSearch({
        query: 'pricing information',
        orgId: 'org_123',
        topK: 10,
        similarityThreshold: 0.7,
        dataSourceIds: ['ds_1', 'ds_2'],
      }),
  },
  {
    call: 'GET /api/v1/agents',
    route: 'listAgents',
    path: '/api/v1/agents',
    query: page,
    status: 200,
    shows: ['agents', 'total', 'limit', 'offset'],
    client: 'agents.list',
    ask: ({ twig }) => twig.agents.list(paged),
  },
  {
    call: 'POST /api/v1/agents',
    route: 'createAgent',
    path: '/api/v1/agents',
    body: agent,
    status: 201,
    shows: ['id', ...Object.keys(agent)],
    client: 'agents.create',
    ask: ({ twig }) =>
      twig.agents.create({
        name: 'Support Agent',
        systemPrompt: 'You are a helpful support assistant.',
        ragStrategy: 'cedar',
        model: 'gpt-4',
        temperature: 0.7,
        maxTokens: 500,
        dataSourceIds: ['ds_1', 'ds_2'],
      }),
  },
  {
    call: 'GET /api/v1/agents/:id',
    route: 'getAgent',
    path: '/api/v1/agents/agent_abc123',
    status: 200,
    shows: ['id', 'name', 'rag_strategy', 'model', 'status', 'data_source_ids', 'created_at'],
    client: 'agents.get',
    ask: ({ twig }) => twig.agents.get('agent_abc123'),
  },
  {
    call: 'PUT /api/v1/agents/:id',
    route: 'updateAgent',
    path: '/api/v1/agents/agent_abc123',
    body: { temperature: 0.2 },
    status: 200,
    shows: ['id', 'temperature'],
    client: 'agents.update',
    ask: ({ twig }) => twig.agents.update('agent_abc123', { temperature: 0.2 }),
  },
  {
    call: 'GET /api/v1/data-sources',
    route: 'listDataSources',
    path: '/api/v1/data-sources',
    query: { ...page, status: 'active' },
    status: 200,
    shows: ['data_sources', 'total', 'limit', 'offset'],
    client: 'dataSources.list',
    ask: ({ twig }) => twig.dataSources.list({ ...paged, status: 'active' }),
  },
  {
    call: 'POST /api/v1/data-sources',
    route: 'createDataSource',
    path: '/api/v1/data-sources',
    body: dataSource,
    status: 201,
    shows: ['id', 'status', ...Object.keys(dataSource)],
    client: 'dataSources.create',
    ask: ({ twig }) =>
      twig.dataSources.create({
        type: 'website',
        name: 'Product Documentation',
        config: { url: 'https://docs.example.com', max_pages: 1000 },
        syncFrequency: 'daily',
      }),
  },
  {
    call: 'POST /api/v1/data-sources/:id/sync',
    route: 'syncDataSource',
    path: '/api/v1/data-sources/ds_1/sync',
    status: 202,
    shows: [],
    client: 'dataSources.sync',
    ask: ({ twig }) => twig.dataSources.sync('ds_1'),
  },
  {
    call: 'GET /api/v1/data-sources/:id/status',
    route: 'getDataSourceStatus',
    path: '/api/v1/data-sources/ds_1/status',
    status: 200,
    shows: ['status', 'chunks_indexed', 'progress_pct', 'estimated_completion'],
    client: 'dataSources.status',
    ask: ({ twig }) => twig.dataSources.status('ds_1'),
  },
  {
    call: 'GET /api/v1/interactions',
    route: 'listInteractions',
    path: '/api/v1/interactions',
    query: { ...page, agent_id: 'agent_abc123', ...days, feedback: 'positive' },
    status: 200,
    shows: ['interactions', 'total'],
    client: 'interactions.list',
    ask: ({ twig }) =>
      twig.interactions.list({
        ...paged,
        agentId: 'agent_abc123',
        startDate: '2024-01-01',
        endDate: '2024-01-31',
        feedback: 'positive',
      }),
  },
  {
    call: 'POST /api/v1/interactions/:id/feedback',
    route: 'giveFeedback',
    path: '/api/v1/interactions/int_xyz123/feedback',
    body: { feedback: 'positive', comment: 'Very helpful!' },
    status: 200,
    shows: [],
    client: 'interactions.giveFeedback',
    ask: ({ twig }) =>
      twig.interactions.giveFeedback('int_xyz123', {
        feedback: 'positive',
        comment: 'Very helpful!',
      }),
  },
  {
    call: 'GET /api/v1/analytics',
    route: 'getAnalytics',
    path: '/api/v1/analytics',
    query: { ...days, agent_id: 'agent_abc123', granularity: 'day' },
    status: 200,
    shows: ['metrics', 'time_series'],
    client: 'analytics',
    ask: ({ twig }) =>
      twig.analytics({
        startDate: '2024-01-01',
        endDate: '2024-01-31',
        agentId: 'agent_abc123',
        granularity: 'day',
      }),
  },
  {
    call: 'GET /api/v1/users',
    route: 'listUsers',
    path: '/api/v1/users',
    status: 200,
    shows: ['users'],
    client: 'users.list',
    ask: ({ twig }) => twig.users.list(),
  },
  {
    call: 'POST /api/v1/users',
    route: 'createUser',
    path: '/api/v1/users',
    body: { email: 'user@example.com', name: 'John Doe', role: 'train' },
    status: 201,
    shows: ['id', 'email', 'name', 'role'],
    client: 'users.create',
    ask: ({ twig }) =>
      twig.users.create({ email: 'user@example.com', name: 'John Doe', role: 'train' }),
  },
  {
    call: 'GET /api/v1/kb',
    route: 'listArticles',
    path: '/api/v1/kb',
    query: { ...page, status: 'published' },
    status: 200,
    shows: ['articles', 'total', 'limit', 'offset'],
    client: 'articles.list',
    ask: ({ twig }) => twig.articles.list({ ...paged, status: 'published' }),
  },
  {
    call: 'POST /api/v1/kb',
    route: 'createArticle',
    path: '/api/v1/kb',
    body: article,
    status: 201,
    shows: ['id', ...Object.keys(article)],
    client: 'articles.create',
    ask: ({ twig }) => twig.articles.create({ ...article, tags: [...article.tags] }),
  },
  {
    call: 'PUT /api/v1/kb/:id',
    route: 'updateArticle',
    path: '/api/v1/kb/kb_1',
    body: { status: 'draft' },
    status: 200,
    shows: ['id', 'version', 'status'],
    client: 'articles.update',
    ask: ({ twig }) => twig.articles.update('kb_1', { status: 'draft' }),
  },
  {
    call: 'DELETE /api/v1/agents/:id',
    route: 'deleteAgent',
    path: '/api/v1/agents/agent_abc123',
    status: 204,
    shows: [],
    client: 'agents.delete',
    ask: ({ twig }) => twig.agents.delete('agent_abc123'),
  },
];

const legacyCalls: readonly SeedCall[] = [
  {
    call: 'GET /api/agents',
    route: 'listAgentsShort',
    path: '/api/agents',
    status: 200,
    shows: ['data', 'status'],
    client: 'agents.listShort',
    ask: ({ legacy }) => legacy.agents.listShort(),
  },
  {
    call: 'POST /api/chat',
    route: 'chat',
    path: '/api/chat',
    body: {
      prompt: 'What is your refund policy?',
      agentId: 'agent-123',
      sessionId: 'session-456',
      stream: false,
    },
    status: 200,
    shows: ['response', 'sources', 'metadata'],
    client: 'chat',
    ask: ({ legacy }) =>
      legacy.chat({
        prompt: 'What is your refund policy?',
        agentId: 'agent-123',
        sessionId: 'session-456',
        ...{ stream: false },
      }),
  },
  {
    call: 'POST /api/chat, streamed',
    route: 'chat',
    path: '/api/chat',
    body: { prompt: 'Explain RAG in detail', agentId: 'agent-123', stream: true },
    status: 200,
    shows: [],
    client: 'chatStream',
    async ask({ legacy }) {
      const request = { prompt: 'Explain RAG in detail', agentId: 'agent-123' };
      for await (const piece of legacy.chatStream(request)) if (piece.done) return piece.answer;
      return undefined;
    },
  },
  {
    call: 'GET /api/ai-agent-managers',
    route: 'listAgentManagers',
    path: '/api/ai-agent-managers',
    status: 200,
    shows: ['data', 'status'],
    client: 'agents.list',
    ask: ({ legacy }) => legacy.agents.list(),
  },
  {
    call: 'POST /api/ai-agent-managers',
    route: 'createAgentManager',
    path: '/api/ai-agent-managers',
    body: manager,
    status: 201,
    shows: ['data', 'status'],
    client: 'agents.create',
    ask: ({ legacy }) =>
      legacy.agents.create({ ...manager, dataSourceIds: [...manager.dataSourceIds] }),
  },
  {
    call: 'GET /api/ai-agent-managers/:id',
    route: 'getAgentManager',
    path: '/api/ai-agent-managers/agent-123',
    status: 200,
    shows: ['data', 'status'],
    client: 'agents.get',
    ask: ({ legacy }) => legacy.agents.get('agent-123'),
  },
  {
    call: 'PUT /api/ai-agent-managers/:id',
    route: 'updateAgentManager',
    path: '/api/ai-agent-managers/agent-123',
    body: { strategyCode: 'CYPRESS' },
    status: 200,
    shows: ['data', 'status'],
    client: 'agents.update',
    ask: ({ legacy }) => legacy.agents.update('agent-123', { strategyCode: 'CYPRESS' }),
  },
  {
    call: 'GET /api/data-specs',
    route: 'listDataSpecs',
    path: '/api/data-specs',
    status: 200,
    shows: ['data', 'status'],
    client: 'dataSources.list',
    ask: ({ legacy }) => legacy.dataSources.list(),
  },
  {
    call: 'POST /api/data-specs',
    route: 'createDataSpec',
    path: '/api/data-specs',
    body: {
      type: 'WEBSITE',
      name: 'Product Documentation',
      url: 'https://docs.example.com',
      refreshFrequency: 'DAILY',
    },
    status: 201,
    shows: ['data', 'status'],
    client: 'dataSources.create',
    ask: ({ legacy }) =>
      legacy.dataSources.create({
        type: 'WEBSITE',
        name: 'Product Documentation',
        url: 'https://docs.example.com',
        refreshFrequency: 'DAILY',
      }),
  },
  {
    call: 'POST /api/data-specs/:id/process',
    route: 'processDataSpec',
    path: '/api/data-specs/ds-123/process',
    status: 202,
    shows: ['data', 'status'],
    client: 'dataSources.process',
    ask: ({ legacy }) => legacy.dataSources.process('ds-123'),
  },
  {
    call: 'GET /api/interactions',
    route: 'listChats',
    path: '/api/interactions',
    query: { limit: '50' },
    status: 200,
    shows: ['data', 'status'],
    client: 'interactions.list',
    ask: ({ legacy }) => legacy.interactions.list({ limit: 50 }),
  },
  {
    call: 'POST /api/interactions/feedback',
    route: 'rateChat',
    path: '/api/interactions/feedback',
    body: { interactionId: 'int-123', rating: 5, comment: 'Very helpful!' },
    status: 200,
    shows: ['data', 'status'],
    client: 'interactions.rate',
    ask: ({ legacy }) =>
      legacy.interactions.rate({ interactionId: 'int-123', rating: 5, comment: 'Very helpful!' }),
  },
  {
    call: 'GET /api/analytics/charts/dashboard',
    route: 'getDashboard',
    path: '/api/analytics/charts/dashboard',
    query: { startDate: '2024-01-01', endDate: '2024-01-31' },
    status: 200,
    shows: ['data', 'status'],
    client: 'dashboard',
    ask: ({ legacy }) => legacy.dashboard({ startDate: '2024-01-01', endDate: '2024-01-31' }),
  },
  {
    call: 'POST /api/semantic-search',
    route: 'searchOnly',
    path: '/api/semantic-search',
    body: { query: 'pricing information', orgId: 'org-123', topK: 10 },
    status: 200,
    shows: ['data', 'status'],
    client: 'semanticSearch',
    ask: ({ legacy }) =>
      legacy.semanticSearch({ query: 'pricing information', orgId: 'org-123', topK: 10 }),
  },
  {
    call: 'POST /api/webhooks',
    route: 'registerWebhook',
    path: '/api/webhooks',
    body: {
      url: 'https://your-server.com/webhook',
      events: ['interaction.created', 'agent.updated'],
      secret: 'your-webhook-secret',
    },
    status: 201,
    shows: ['data', 'status'],
    client: 'registerWebhook',
    ask: ({ legacy }) =>
      legacy.registerWebhook({
        url: 'https://your-server.com/webhook',
        events: ['interaction.created', 'agent.updated'],
        secret: 'your-webhook-secret',
      }),
  },
  {
    call: 'DELETE /api/ai-agent-managers/:id',
    route: 'deleteAgentManager',
    path: '/api/ai-agent-managers/agent-123',
    status: 200,
    shows: ['data', 'status'],
    client: 'agents.delete',
    ask: ({ legacy }) => legacy.agents.delete('agent-123'),
  },
];

/** Every call of both documents, in an order in which each can be made: removals last. */
export const seedCalls: readonly SeedCall[] = [...v1Calls, ...legacyCalls];
