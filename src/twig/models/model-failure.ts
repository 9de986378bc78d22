import {
  FixCredentialsError,
  FixInputError,
  RetryError,
  StopRunError,
  type TwigkitError,
} from '#core/errors.ts';
import { cutText } from '#util/cut-text.ts';
import { readRetryAfter } from '#util/read-retry-after.ts';
import type { ModelEndpoint } from './model-endpoint.ts';

/** What an endpoint that refuses may send along is read no further than this. */
const maxReasonBytes = 64 * 1024;

/** Turns a refusal of a model endpoint into the error that says what must happen next. */
export async function modelFailure(
  response: Response,
  url: string,
  { apiKey, model }: ModelEndpoint,
): Promise<TwigkitError> {
  const { status, headers } = response;
  const said = reasonOf(await beginningOf(response));
  const reason = apiKey === undefined ? said : said.replaceAll(apiKey, '[key]');
  const message = `${url} answered ${status}${reason === '' ? '' : `: ${cutText(reason, 300)}`}`;
  if (status === 401 || status === 403) {
    return new FixCredentialsError(`The model refused the key: ${message}`, {
      code: 'model_key_refused',
      hint: 'Check the api_key of the section "models" and what it may use.',
    });
  }
  if (status === 404) {
    return new FixInputError(`There is no model "${model}" here: ${message}`, {
      code: 'model_unknown',
      hint: 'Check base_url (it usually ends in /v1) and model of the section "models".',
    });
  }
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now());
    return new RetryError(`The model is not available: ${message}`, {
      code: 'model_unavailable',
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
  return new StopRunError(`The model refused the request: ${message}`, {
    code: 'model_refused',
    hint: "The message above is the model server's own; a context that is too long is the usual cause.",
  });
}

async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      text += decoder.decode(read.value, { stream: true });
      if (text.length > maxReasonBytes) break;
    }
  } catch {
    // The status alone tells what must happen next; the reason was only for the message.
    return text;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return text;
}

/** `{"error": {"message"}}`, `{"error": "…"}`, `{"message"}`, or the text itself. */
function reasonOf(text: string): string {
  try {
    const body = Object(JSON.parse(text));
    const error: unknown = body.error;
    if (typeof error === 'string') return error;
    const message: unknown = Object(error).message ?? body.message ?? body.detail;
    return typeof message === 'string' ? message : '';
  } catch {
    return /^\s*</.test(text) ? '' : text;
  }
}
