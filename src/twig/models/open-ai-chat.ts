import * as z from 'zod';
import { readServerSentEvents } from '#util/read-server-sent-events.ts';
import type { ChatModel, ChatPrice, ChatRequest, ChatUsage } from './chat-model.ts';
import { type ModelEndpoint, type ModelWire, postToModel, unexpected } from './model-endpoint.ts';

export interface OpenAiChatOptions extends ModelEndpoint, ModelWire {
  readonly price?: ChatPrice | undefined;
}

const chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int() }).nullish(),
  error: z.unknown().optional(),
});

const maxEventLength = 1024 * 1024;

/**
 * A model behind an endpoint that speaks OpenAI's chat completions: OpenAI, Ollama, vLLM, and many
 * others. Replies are streamed. Nothing is tried again here.
 *
 * @example
 * const chat = createOpenAiChat({
 *   baseUrl: 'http://127.0.0.1:11434/v1', apiKey: undefined, model: 'llama3.2', fetch: globalThis.fetch,
 * });
 */
export function createOpenAiChat(options: OpenAiChatOptions): ChatModel {
  return {
    model: options.model,
    price: options.price,
    reply: (request, signal) => reply(options, request, signal),
  };
}

async function* reply(
  options: OpenAiChatOptions,
  { messages, model, temperature, maxTokens }: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<string, ChatUsage, void> {
  const endpoint = { ...options, model: model ?? options.model };
  const body = {
    model: endpoint.model,
    messages,
    temperature,
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
  };
  const answer = await postToModel(endpoint, options, { path: '/chat/completions', body }, signal);
  let usage: ChatUsage = { inputTokens: undefined, outputTokens: undefined };
  let ended = false;
  try {
    if (!answer.response.body) throw unexpected(endpoint, 'nothing');
    const events = readServerSentEvents(answer.response.body, {
      maxEventLength,
      onTooLong: () => unexpected(endpoint, 'an event of more than 1 MiB'),
    });
    for await (const { data } of events) {
      answer.alive();
      if (data.trim() === '[DONE]') {
        ended = true;
        break;
      }
      const read = readChunk(data, endpoint);
      if (read.usage) {
        const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = read.usage;
        usage = { inputTokens, outputTokens };
      }
      const [choice] = read.choices;
      // Some servers leave the stream's own end mark out.
      if (choice?.finish_reason) ended = true;
      const text = choice?.delta?.content;
      if (!text) continue;
      // Whoever reads slowly is not the model's fault.
      answer.end();
      yield text;
      answer.alive();
    }
  } catch (thrown) {
    throw answer.explain(thrown);
  } finally {
    answer.end();
  }
  // A reply that breaks off is no reply: half a sentence can say the opposite of the whole.
  if (!ended) throw unexpected(endpoint, 'a stream that broke off');
  return usage;
}

function readChunk(data: string, endpoint: ModelEndpoint): z.infer<typeof chunk> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw unexpected(endpoint, 'an event that is not JSON', cause);
  }
  const parsed = chunk.safeParse(value);
  if (!parsed.success) throw unexpected(endpoint, 'an event of another shape', parsed.error);
  if (parsed.data.error !== undefined && parsed.data.error !== null) {
    throw unexpected(endpoint, `an error: ${JSON.stringify(parsed.data.error).slice(0, 300)}`);
  }
  return parsed.data;
}
