import {
  FixCredentialsError,
  type HttpResponse,
  RetryError,
  SkipDocumentError,
  StopScopeError,
} from '#kit';

export interface Said {
  /** Microsoft's own word for why it refused: `itemNotFound`. */
  readonly code: string;
  readonly message: string;
}

/** What a refusal says; empty where it says nothing. */
export function whatItSaid({ body, headers }: HttpResponse): Said {
  const nothing = { code: '', message: '' };
  if (!/json/.test(headers['content-type'] ?? '')) return nothing;
  try {
    return saidIn(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return nothing;
  }
}

export function saidIn(parsed: unknown): Said {
  const error = fieldsOf(fieldsOf(parsed).error);
  return {
    code: typeof error.code === 'string' ? error.code : '',
    message: String(error.message ?? '')
      // An address in it may carry a right of its own.
      .replace(/https?:\/\/\S+/g, 'an address')
      .replace(/\s+/g, ' ')
      .slice(0, 200)
      .replace(/\.$/, ''),
  };
}

/** What must happen next after an answer that is not the one we asked for. */
export function refusal(answer: HttpResponse, what: string): Error {
  return refusalOf(answer.status, whatItSaid(answer), what, answer.headers['request-id']);
}

export function refusalOf(
  status: number,
  { code, message: said }: Said,
  what: string,
  requestId?: string,
): Error {
  const told = [code, said].filter(Boolean).join(': ');
  const message = `SharePoint answered ${status} for ${what}${told === '' ? '' : ` (${told})`}.`;
  const details = { status, requestId };
  if (status === 401) {
    return new FixCredentialsError(message, {
      ...details,
      code: 'unauthorized',
      hint: 'The token is wrong, has expired, or is for another API.',
    });
  }
  if (status === 429) return new RetryError(message, { ...details, code: 'rate_limited' });
  if (status >= 500 || status === 408) {
    return new RetryError(message, { ...details, code: 'server_error' });
  }
  if (status === 403) {
    return new StopScopeError(message, {
      ...details,
      code: 'forbidden',
      hint: 'Grant the app "read" on this site (Sites.Selected), or give it Sites.Read.All. "twigkit doctor" tells which is missing.',
    });
  }
  if (status === 404) {
    return new StopScopeError(message, {
      ...details,
      code: 'not_found',
      hint: 'It was deleted or renamed, or this app may not see it. Nothing was deleted here.',
    });
  }
  if (status === 423) {
    return new StopScopeError(message, {
      ...details,
      code: 'locked',
      hint: 'An administrator has locked it. Nothing was deleted here.',
    });
  }
  return new SkipDocumentError(message, { ...details, code: snake(code) || `status_${status}` });
}

/** One document that cannot be had fails alone: where it lies may be read all the same. */
export function loadRefusal(answer: HttpResponse, what: string): Error {
  const error = refusal(answer, what);
  if (!(error instanceof StopScopeError)) return error;
  const { message, code, status, requestId } = error;
  const hint = hints[code];
  return new SkipDocumentError(message, {
    code,
    status,
    requestId,
    ...(hint !== undefined && { hint }),
  });
}

const hints: Readonly<Record<string, string>> = {
  forbidden: 'Its own permissions, or a label on it, keep this app from downloading it.',
  not_found: 'It was deleted meanwhile; the next sync says so.',
  locked: 'Somebody has checked it out or locked it; the next sync tries again.',
};

function snake(code: string): string {
  return code.replace(/[a-z](?=[A-Z])/g, '$&_').toLowerCase();
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
