import { RetryError, StopRunError, TwigkitError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';
import { modelFailure } from './model-failure.ts';

/** Where a model is spoken to. */
export interface ModelEndpoint {
  /** What stands before `/chat/completions`: `https://api.openai.com/v1`, `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** Undefined for endpoints that ask for none. */
  readonly apiKey: string | undefined;
  readonly model: string;
}

/** How the wire is reached. */
export interface ModelWire {
  readonly fetch: typeof globalThis.fetch;
  /** Until the answer begins, and between any two pieces of it. Default 60,000. */
  readonly idleTimeoutMs?: number;
}

/** A begun answer. Its body is the caller's to read or to cancel. */
export interface ModelAnswer {
  readonly response: Response;
  /** Starts the idle time anew; owed after each piece that arrives. */
  alive(): void;
  /** Owed once, at the end. */
  end(): void;
  /** What a failure to read the body means. */
  explain(thrown: unknown): unknown;
}

export const usualIdleTimeoutMs = 60_000;

/**
 * Posts JSON to one path of the endpoint and gives its answer when that is a success.
 *
 * @throws RetryError when no answer comes, on 408, 429 and 5xx; FixCredentialsError on 401 and 403;
 * FixInputError on 404; StopRunError otherwise; the signal's reason when it is aborted.
 */
export async function postToModel(
  endpoint: ModelEndpoint,
  wire: ModelWire,
  { path, body }: { readonly path: string; readonly body: unknown },
  signal: AbortSignal,
): Promise<ModelAnswer> {
  signal.throwIfAborted();
  const url = `${endpoint.baseUrl.replace(/\/+$/, '')}${path}`;
  const idleTimeoutMs = wire.idleTimeoutMs ?? usualIdleTimeoutMs;
  const idle = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.abort(), idleTimeoutMs);
  };
  const explain = (thrown: unknown) => {
    if (signal.aborted) return signal.reason;
    if (thrown instanceof TwigkitError) return thrown;
    if (idle.signal.aborted) {
      return new RetryError(`${url} sent nothing for ${idleTimeoutMs / 1000} s.`, {
        code: 'model_timeout',
        hint: 'Look whether the model is loaded and what it is busy with.',
        cause: thrown,
      });
    }
    return new RetryError(`No answer from ${url}: ${rootMessage(thrown)}.`, {
      code: 'model_unreachable',
      hint: 'Check models.chat.base_url and that the model server runs.',
      cause: thrown,
    });
  };
  const end = () => clearTimeout(timer);
  try {
    alive();
    const response = await wire.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(endpoint.apiKey !== undefined && { authorization: `Bearer ${endpoint.apiKey}` }),
      },
      body: JSON.stringify(body),
      // Followed, a redirect would carry the key to another host.
      redirect: 'manual',
      signal: AbortSignal.any([signal, idle.signal]),
    });
    if (!response.ok) throw await modelFailure(response, url, endpoint);
    return { response, alive, end, explain };
  } catch (thrown) {
    end();
    throw explain(thrown);
  }
}

/** Of an answer that comes whole: embeddings of a batch, relevances. */
const maxJsonBytes = 64 * 1024 * 1024;

/** The JSON of an answer that comes whole. Throws as `postToModel`. */
export async function askModel(
  endpoint: ModelEndpoint,
  wire: ModelWire,
  request: { readonly path: string; readonly body: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  const answer = await postToModel(endpoint, wire, request, signal);
  try {
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of piecesOf(answer.response)) {
      answer.alive();
      text += decoder.decode(piece, { stream: true });
      if (text.length > maxJsonBytes) throw unexpected(endpoint, 'more than 64 MiB');
    }
    return parse(text + decoder.decode(), endpoint);
  } catch (thrown) {
    throw answer.explain(thrown);
  } finally {
    answer.end();
  }
}

/** An answer that is not what the protocol promises. */
export function unexpected(endpoint: ModelEndpoint, what: string, cause?: unknown): StopRunError {
  return new StopRunError(`The model at ${endpoint.baseUrl} answered with ${what}.`, {
    code: 'model_answer',
    hint: 'The endpoint must speak the OpenAI protocol; check its base URL.',
    cause,
  });
}

function parse(text: string, endpoint: ModelEndpoint): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unexpected(endpoint, 'something that is not JSON', cause);
  }
}

async function* piecesOf(response: Response): AsyncGenerator<Uint8Array, void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}

/** The innermost cause: what `fetch` throws itself says only that it failed. */
function rootMessage(thrown: unknown): string {
  let error = asError(thrown);
  while (error.cause instanceof Error) error = error.cause;
  return (error.message || error.name).replace(/\.$/, '');
}
