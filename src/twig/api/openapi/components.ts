import * as z from 'zod';
import { agent, agentList } from '../agents.ts';
import { analyticsAnswer } from '../analytics.ts';
import { apiKey, apiKeyList, createdApiKey } from '../api-keys.ts';
import { article, articleList, articleVersion, articleVersionList } from '../articles.ts';
import {
  dataSource,
  dataSourceList,
  dataSourceStatus,
  manifestDocument,
  manifestPage,
  syncTriggered,
} from '../data-sources.ts';
import { errorBody } from '../error-body.ts';
import { evalRun, evalRunList } from '../eval-runs.ts';
import { interaction, interactionList } from '../interactions.ts';
import { agentManager } from '../legacy/agents.ts';
import { chatAnswer, chatEvent, chatMetadata, chatSource } from '../legacy/chat.ts';
import { dataSpec } from '../legacy/data-specs.ts';
import { legacyErrorBody } from '../legacy/envelope.ts';
import { chat } from '../legacy/interactions.ts';
import { pushAnswer, syncCounts } from '../push.ts';
import { queryAnswer, queryEvent, queryMetadata, querySource } from '../query.ts';
import { searchChunk, semanticSearchAnswer } from '../semantic-search.ts';
import { sync, syncList } from '../syncs.ts';
import { user, userList } from '../users.ts';
import { createdWebhook, delivery, deliveryList, webhook, webhookList } from '../webhooks.ts';

/** What is answered, under the names that the document gives it; the rest is written where it is used. */
const named: Readonly<Record<string, z.ZodType>> = {
  Agent: agent,
  AgentList: agentList,
  AgentManager: agentManager,
  Analytics: analyticsAnswer,
  ApiKey: apiKey,
  ApiKeyList: apiKeyList,
  Article: article,
  ArticleList: articleList,
  ArticleVersion: articleVersion,
  ArticleVersionList: articleVersionList,
  Chat: chat,
  ChatAnswer: chatAnswer,
  ChatEvent: chatEvent,
  ChatMetadata: chatMetadata,
  ChatSource: chatSource,
  CreatedApiKey: createdApiKey,
  CreatedWebhook: createdWebhook,
  DataSource: dataSource,
  DataSourceList: dataSourceList,
  DataSourceStatus: dataSourceStatus,
  DataSpec: dataSpec,
  Delivery: delivery,
  DeliveryList: deliveryList,
  Error: errorBody,
  EvalRun: evalRun,
  EvalRunList: evalRunList,
  Interaction: interaction,
  InteractionList: interactionList,
  LegacyError: legacyErrorBody,
  ManifestDocument: manifestDocument,
  ManifestPage: manifestPage,
  PushAnswer: pushAnswer,
  QueryAnswer: queryAnswer,
  QueryEvent: queryEvent,
  QueryMetadata: queryMetadata,
  QuerySource: querySource,
  SearchChunk: searchChunk,
  SemanticSearchAnswer: semanticSearchAnswer,
  Sync: sync,
  SyncCounts: syncCounts,
  SyncList: syncList,
  SyncTriggered: syncTriggered,
  User: user,
  UserList: userList,
  Webhook: webhook,
  WebhookList: webhookList,
};

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas of everything that is answered. */
export interface Components {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** An answer's schema: a reference where it has a name. */
  answerSchema(schema: z.ZodType): JsonSchema;
}

/** @param answers every answer of every call, so that each is written with references to the named. */
export function createComponents(answers: readonly z.ZodType[]): Components {
  const names = new Map<z.ZodType, string>();
  for (const [name, schema] of Object.entries(named)) names.set(schema, name);
  for (const schema of answers) {
    if (!names.has(schema)) names.set(schema, `unnamed ${names.size}`);
  }
  const registry = z.registry<{ readonly id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const { schemas: all } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      // Another server, and a newer one of ours, may answer with more.
      delete jsonSchema.additionalProperties;
    },
  });
  const bare = (name: string) => bareSchema(all[name] ?? {});
  return {
    schemas: Object.fromEntries(Object.keys(named).map((name) => [name, bare(name)])),
    answerSchema(schema) {
      const name = names.get(schema) ?? '';
      return name in named ? { $ref: `#/components/schemas/${name}` } : bare(name);
    },
  };
}

/** What a request may say. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return bareSchema(z.toJSONSchema(schema, { io: 'input' }));
}

/** Without what only a document of its own has. */
function bareSchema({ $schema, $id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
