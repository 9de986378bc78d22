import { defaultChunkOptions } from '#core/chunk.ts';
import { parseDuration } from '#util/parse-duration.ts';
import { toAction } from './action-config.ts';
import type { Config, SourceConfig, SuiteConfig, WebhookSecret } from './config.ts';
import type { WrittenConfig } from './config-schema.ts';
import { toSignature } from './custom-signature.ts';
import { toEvalPace } from './eval-pace.ts';
import { readEventName } from './event-name.ts';
import { toModels } from './models-config.ts';
import { toNotify } from './notify-config.ts';
import { parseSyncFrequency } from './sync-frequency.ts';

/** Fills in the defaults; what is written has been checked. */
export function toConfig(written: WrittenConfig): Config {
  const { api, chunking, webhooks } = written;
  return {
    api: { baseUrl: api?.base_url || undefined, apiKey: api?.api_key || undefined },
    sources: (written.sources ?? []).map(toSource),
    chunking: {
      maxTokens: chunking?.max_tokens ?? defaultChunkOptions.maxTokens,
      overlapTokens: chunking?.overlap_tokens ?? defaultChunkOptions.overlapTokens,
      encoding: chunking?.encoding ?? defaultChunkOptions.encoding,
    },
    models: toModels(written.models),
    webhooks: {
      secrets: (webhooks?.secrets ?? []).map(toSecret),
      scheme: webhooks?.scheme ?? 'twig',
      signature: webhooks?.signature ? toSignature(webhooks.signature) : undefined,
    },
    suites: (written.suites ?? []).map(toSuite),
    evals: toEvalPace(written.evals),
    notify: toNotify(written.notify),
    publish: { url: written.publish?.url?.replace(/\/+$/, '') || undefined },
    action: written.action ? toAction(written.action) : undefined,
  };
}

type Written<Key extends 'sources' | 'suites'> = NonNullable<WrittenConfig[Key]>[number];
type WrittenSecret = NonNullable<NonNullable<WrittenConfig['webhooks']>['secrets']>[number];

function toSource(source: Written<'sources'>): SourceConfig {
  return {
    name: source.name,
    type: source.type,
    config: source.config ?? {},
    syncFrequency: parseSyncFrequency(source.sync_frequency ?? 'manual') ?? 'manual',
    freshnessMs: source.freshness ? parseDuration(source.freshness) : undefined,
    delivery: source.delivery ?? 'auto',
    namespace: source.namespace ?? 'default',
    anchors: source.anchors ?? 'github',
    restricted: source.restricted ?? 'skip',
    public: source.public ?? undefined,
  };
}

function toSecret(secret: WrittenSecret): WebhookSecret {
  return {
    id: secret.id,
    value: secret.value,
    notBefore: secret.not_before ? Date.parse(secret.not_before) : undefined,
    notAfter: secret.not_after ? Date.parse(secret.not_after) : undefined,
  };
}

function toSuite(suite: Written<'suites'>): SuiteConfig {
  return {
    path: suite.path,
    agent: suite.agent || undefined,
    on: (suite.on ?? ['data_source.synced']).map((name) => readEventName(name) ?? name),
    baseline: suite.baseline || undefined,
  };
}
