import * as z from 'zod';
import { FixInputError } from '#core/errors.ts';
import { baseUrl, expected, mapping, optionalText, text, wholeNumber } from './config-fields.ts';
import { isHttpAddress } from './http-address.ts';
import { maskAddress, maskSecret } from './mask-secret.ts';
import type { Environment } from './read-environment.ts';

/** A model behind an endpoint that speaks OpenAI's protocol. */
export interface ModelConfig {
  /** What stands before `/chat/completions`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Undefined for endpoints that ask for none. */
  readonly apiKey: string | undefined;
}

export interface ChatModelConfig extends ModelConfig {
  /** US dollars for a million tokens; 0 when nobody says. */
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

export interface EmbeddingModelConfig extends ModelConfig {
  readonly dimensions: number;
  /** Whether the endpoint is to be asked for so many dimensions. */
  readonly cutDimensions: boolean;
}

/** What the embedded server answers with. Whatever is missing, it does without. */
export interface ModelsConfig {
  readonly chat: ChatModelConfig | undefined;
  readonly embeddings: EmbeddingModelConfig | undefined;
  readonly rerank: ModelConfig | undefined;
}

/** Variables that configure the chat model without a file, or before what a file says. */
export const modelVariables = {
  baseUrl: 'TWIGKIT_CHAT_URL',
  model: 'TWIGKIT_CHAT_MODEL',
  apiKey: 'TWIGKIT_CHAT_KEY',
} as const;

/** An endpoint without an address (`"${CHAT_URL:-}"`) is none. */
function endpoint<Shape extends z.core.$ZodLooseShape>(example: string, shape: Shape) {
  return mapping(example, {
    base_url: baseUrl('base_url: http://127.0.0.1:11434/v1').nullish(),
    model: text('the name of a model', 'model: llama3.2'),
    api_key: optionalText('a key', `api_key: "\${CHAT_KEY:-}"`),
    ...shape,
  });
}

function price(example: string) {
  const error = expected('US dollars for a million tokens', example);
  return z.number({ error }).min(0, { error });
}

export function modelsSchema() {
  return mapping('models: { chat: { base_url: http://127.0.0.1:11434/v1, model: llama3.2 } }', {
    chat: endpoint('chat: { base_url: http://127.0.0.1:11434/v1, model: llama3.2 }', {
      input_usd_per_million: price('input_usd_per_million: 0.15').nullish(),
      output_usd_per_million: price('output_usd_per_million: 0.6').nullish(),
    }).nullish(),
    embeddings: endpoint(
      'embeddings: { base_url: http://127.0.0.1:11434/v1, model: nomic-embed-text, dimensions: 768 }',
      {
        dimensions: wholeNumber('dimensions: 768', 1),
        cut_dimensions: z
          .boolean({ error: expected('true or false', 'cut_dimensions: true') })
          .nullish(),
      },
    ).nullish(),
    rerank: endpoint(
      'rerank: { base_url: http://127.0.0.1:8000/v1, model: bge-reranker-v2-m3 }',
      {},
    ).nullish(),
  });
}

type Written = z.infer<ReturnType<typeof modelsSchema>> | null | undefined;

export function toModels(written: Written): ModelsConfig {
  const { chat, embeddings, rerank } = written ?? {};
  const chatEndpoint = toModel(chat);
  const embeddingsEndpoint = toModel(embeddings);
  return {
    chat: chatEndpoint && {
      ...chatEndpoint,
      inputUsdPerMillion: chat?.input_usd_per_million ?? 0,
      outputUsdPerMillion: chat?.output_usd_per_million ?? 0,
    },
    embeddings: embeddingsEndpoint && {
      ...embeddingsEndpoint,
      dimensions: embeddings?.dimensions ?? 0,
      cutDimensions: embeddings?.cut_dimensions ?? false,
    },
    rerank: toModel(rerank),
  };
}

interface WrittenEndpoint {
  readonly base_url?: string | null | undefined;
  readonly model: string;
  readonly api_key?: string | null | undefined;
}

function toModel(written: WrittenEndpoint | null | undefined): ModelConfig | undefined {
  if (!written?.base_url) return undefined;
  const { base_url: baseUrl, model, api_key: apiKey } = written;
  return { baseUrl, model, apiKey: apiKey || undefined };
}

/**
 * The models in force: what the environment says of the chat model goes before the file.
 *
 * @throws FixInputError when the environment names an address that is none, or no model.
 */
export function resolveModels(models: ModelsConfig, { values }: Environment): ModelsConfig {
  const baseUrl = values[modelVariables.baseUrl] || models.chat?.baseUrl;
  const model = values[modelVariables.model] || models.chat?.model;
  const apiKey = values[modelVariables.apiKey] || models.chat?.apiKey;
  if (baseUrl === undefined) return models;
  if (!isHttpAddress(baseUrl)) {
    throw new FixInputError(`The value of ${modelVariables.baseUrl} is no http or https address.`, {
      code: 'chat_url',
      hint: 'Write one such as http://127.0.0.1:11434/v1, or unset it to have answers quoted.',
    });
  }
  if (model === undefined) {
    throw new FixInputError(`${modelVariables.baseUrl} is set, but no model is named.`, {
      code: 'chat_model_missing',
      hint: `Set ${modelVariables.model} to a model that the endpoint has, for example llama3.2.`,
    });
  }
  const { inputUsdPerMillion = 0, outputUsdPerMillion = 0 } = models.chat ?? {};
  return { ...models, chat: { baseUrl, model, apiKey, inputUsdPerMillion, outputUsdPerMillion } };
}

/** For `twigkit config`, without the keys. */
export function modelLines({ chat, embeddings, rerank }: ModelsConfig): readonly string[] {
  return [
    chat ? `chat ${shown(chat)}` : 'chat extractive (answers quote the documents)',
    embeddings ? `embeddings ${shown(embeddings)}, ${embeddings.dimensions} dimensions` : '',
    rerank ? `rerank ${shown(rerank)}` : '',
  ].filter((line) => line !== '');
}

function shown({ model, baseUrl, apiKey }: ModelConfig): string {
  const key = apiKey === undefined ? 'no key' : `key ${maskSecret(apiKey)}`;
  return `${model} at ${maskAddress(baseUrl)}, ${key}`;
}
