import * as z from 'zod';
import { defaultChunkOptions } from '#core/chunk.ts';
import { actionSchema } from './action-config.ts';
import { anchorStyles, deliveries, restrictedPolicies } from './config.ts';
import {
  baseUrl,
  duration,
  eventName,
  expected,
  frequency,
  instant,
  list,
  mapping,
  oneOf,
  optionalText,
  secretText,
  sourceType,
  text,
  wholeNumber,
} from './config-fields.ts';
import { signatureSchema } from './custom-signature.ts';
import { evalPaceSchema } from './eval-pace.ts';
import { modelsSchema } from './models-config.ts';
import { notifySchema } from './notify-config.ts';

export interface Vocabulary {
  /** The connectors that there are. */
  readonly sourceTypes: readonly string[];
  /**
   * Whether a type may also be the path of a connector of the user's own, whose code is then run: not
   * where the file may come from a stranger. Default false.
   */
  readonly ownConnectors?: boolean | undefined;
  /** The signature schemes that the receiver knows. */
  readonly webhookSchemes: readonly string[];
}

export type WrittenConfig = z.infer<ReturnType<typeof configSchema>>;

/**
 * The shape of `twigkit.yaml` as it is written: snake_case, defaults not yet filled in. The message
 * of every issue reads `expected …. Write: …`; whoever knows the place puts `found …, ` before it.
 */
export function configSchema({ sourceTypes, webhookSchemes, ownConnectors }: Vocabulary) {
  const source = mapping('{ name: Documentation, type: file, config: { path: docs } }', {
    name: text('a name of 1 to 200 characters', 'name: Product documentation', 200),
    type: sourceType(sourceTypes, ownConnectors),
    config: z
      .record(z.string(), z.unknown(), {
        error: expected('a mapping of the options of its connector', 'config: { path: docs }'),
      })
      .nullish(),
    sync_frequency: frequency().nullish(),
    freshness: duration('freshness: 24h').nullish(),
    delivery: oneOf('delivery', deliveries).nullish(),
    namespace: text('a name of 1 to 256 characters', 'namespace: docs', 256).nullish(),
    anchors: oneOf('anchors', anchorStyles).nullish(),
    restricted: oneOf('restricted', restrictedPolicies).nullish(),
    public: z.boolean({ error: expected('true or false', 'public: false') }).nullish(),
  });
  const secret = mapping(`{ id: current, value: "\${TWIG_WEBHOOK_SECRET}" }`, {
    id: text('a name of your choice', 'id: current'),
    value: secretText(),
    not_before: instant('not_before').nullish(),
    not_after: instant('not_after').nullish(),
  }).refine(opensBeforeItCloses, {
    path: ['not_after'],
    error: expected('an instant after not_before', 'not_after: 2031-01-31T00:00:00Z'),
  });
  const suite = mapping('{ path: evals/docs.yaml }', {
    path: text('the path of a suite', 'path: evals/docs.yaml'),
    agent: optionalText('the id of an agent', 'agent: agent_x'),
    on: list('on: [data_source.synced, agent.updated]', eventName()).nullish(),
    baseline: optionalText('the path of a file', 'baseline: evals/baseline.json'),
  });
  const chunking = mapping('chunking: { max_tokens: 512, overlap_tokens: 50 }', {
    max_tokens: wholeNumber('max_tokens: 512', 1).nullish(),
    overlap_tokens: wholeNumber('overlap_tokens: 50', 0).nullish(),
    encoding: oneOf('encoding', ['cl100k', 'o200k']).nullish(),
  }).refine(overlapFits, {
    path: ['overlap_tokens'],
    error: expected(
      `fewer than max_tokens (the default is ${defaultChunkOptions.overlapTokens})`,
      'overlap_tokens: 0',
    ),
  });
  return mapping('sources: [{ name: Documentation, type: file, config: { path: docs } }]', {
    api: mapping(`api: { base_url: "\${TWIG_BASE_URL:-}", api_key: "\${TWIG_API_KEY:-}" }`, {
      base_url: baseUrl().nullish(),
      api_key: optionalText('a key', `api_key: "\${TWIG_API_KEY:-}"`),
    }).nullish(),
    sources: list('sources: [{ name: Documentation, type: file }]', source).nullish(),
    chunking: chunking.nullish(),
    models: modelsSchema().nullish(),
    webhooks: mapping(
      `webhooks: { secrets: [{ id: current, value: "\${TWIG_WEBHOOK_SECRET}" }] }`,
      {
        secrets: list(
          `secrets: [{ id: current, value: "\${TWIG_WEBHOOK_SECRET}" }]`,
          secret,
        ).nullish(),
        scheme: oneOf('scheme', webhookSchemes).nullish(),
        signature: signatureSchema().nullish(),
      },
    ).nullish(),
    suites: list('suites: [{ path: evals/docs.yaml }]', suite).nullish(),
    evals: evalPaceSchema().nullish(),
    notify: notifySchema().nullish(),
    publish: mapping('publish: { url: https://sync.example.com }', {
      url: baseUrl('url: https://sync.example.com').nullish(),
    }).nullish(),
    action: actionSchema().nullish(),
  });
}

interface WrittenChunking {
  readonly max_tokens?: number | null | undefined;
  readonly overlap_tokens?: number | null | undefined;
}

/** True too where `max_tokens` itself is wrong, which is a fault of its own. */
function overlapFits(chunking: WrittenChunking): boolean {
  const maxTokens = chunking.max_tokens ?? defaultChunkOptions.maxTokens;
  const overlapTokens = chunking.overlap_tokens ?? defaultChunkOptions.overlapTokens;
  return maxTokens < 1 || overlapTokens < maxTokens;
}

function opensBeforeItCloses(secret: {
  readonly not_before?: string | null | undefined;
  readonly not_after?: string | null | undefined;
}): boolean {
  return !secret.not_before || !secret.not_after
    ? true
    : Date.parse(secret.not_before) < Date.parse(secret.not_after);
}
