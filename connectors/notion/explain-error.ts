import { APIErrorCode, isHTTPResponseError, isNotionClientError } from '@notionhq/client';
import {
  asError,
  FixCredentialsError,
  RetryError,
  readRetryAfter,
  SkipDocumentError,
  StopScopeError,
  TwigkitError,
} from '#kit';

/** Turns what the package throws into what must happen next. `what` names the request in messages. */
export function explainError(thrown: unknown, what: string, now: number): Error {
  const error = asError(thrown);
  if (error instanceof TwigkitError) return error;
  if (error instanceof SyntaxError) {
    return new RetryError(`Notion did not answer ${what} with JSON.`, { code: 'not_json' });
  }
  if (!isNotionClientError(error)) return error;
  if (!isHTTPResponseError(error)) {
    return new RetryError(`Notion did not answer ${what}: ${error.message}`, { code: error.code });
  }
  const { status } = error;
  if (status === 401) {
    return new FixCredentialsError('Notion does not accept the token.', {
      code: 'notion_unauthorized',
      hint: 'Copy the token of the connection (Notion > Settings > Connections > Develop or manage) into the configuration.',
    });
  }
  if (waiting.has(status)) {
    const headers = error.headers instanceof Headers ? error.headers : new Headers();
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), now);
    const reason = error.additional_data?.rate_limit_reason;
    return new RetryError(
      `Notion asks to wait with ${what}${typeof reason === 'string' ? ` (${reason})` : ''}.`,
      { code: 'rate_limited', ...(retryAfterMs !== undefined && { retryAfterMs }) },
    );
  }
  if (status >= 500 || status === 408 || status === 409) {
    return new RetryError(`Notion answered ${what} with status ${status}.`, {
      code: `http_${status}`,
    });
  }
  if (status === 404) {
    return new SkipDocumentError(
      `Notion does not show ${what}: it is not there, or not shared with the connection.`,
      {
        code: notFound,
        hint: 'Open the page in Notion, choose ••• > Connections and add the connection.',
      },
    );
  }
  if (status === 403) {
    return new StopScopeError(`Notion refuses ${what}: the connection lacks a capability.`, {
      code: 'notion_restricted',
      hint: 'Give the connection "Read content" (and "Read comments" for comments) under its capabilities. Nothing was deleted.',
    });
  }
  const word = Object.values(APIErrorCode).find((code) => code === error.code);
  return new SkipDocumentError(`Notion refuses ${what} (${word ?? `status ${status}`}).`, {
    code: `notion_${word ?? status}`,
  });
}

export function isNotFound(error: unknown): boolean {
  return error instanceof TwigkitError && error.code === notFound;
}

/** The request itself is refused, for good: another way to the same content may do. */
export function isRefused(error: unknown): boolean {
  return (
    error instanceof SkipDocumentError && error.code.startsWith('notion_') && !isNotFound(error)
  );
}

const notFound = 'notion_not_found';

const waiting: ReadonlySet<number> = new Set([429, 503, 529]);
