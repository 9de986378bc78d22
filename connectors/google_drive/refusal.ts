import {
  FixCredentialsError,
  type HttpResponse,
  RetryError,
  SkipDocumentError,
  StopScopeError,
} from '#kit';
import { driveScope } from './tokens.ts';

/** Google's own word for why it refused: `exportSizeLimitExceeded`. */
export interface Said {
  readonly reason: string;
  readonly message: string;
  /** The parameter that it is about. */
  readonly location: string;
}

/** What a refusal says, whichever of Google's forms it has. */
export function whatItSaid({ body, headers }: HttpResponse): Said {
  const nothing = { reason: '', message: '', location: '' };
  if (!/json/.test(headers['content-type'] ?? '')) return nothing;
  try {
    const error = fieldsOf(fieldsOf(JSON.parse(new TextDecoder().decode(body))).error);
    const first = fieldsOf(listOf(error.errors)[0]);
    const detail = fieldsOf(
      listOf(error.details).find((one) => fieldsOf(one).reason !== undefined),
    );
    return {
      reason: String(first.reason ?? detail.reason ?? error.status ?? ''),
      message: String(error.message ?? '')
        .replace(/\s+/g, ' ')
        .slice(0, 200)
        .replace(/\.$/, ''),
      location: String(first.location ?? ''),
    };
  } catch {
    return nothing;
  }
}

const tooFast: ReadonlySet<string> = new Set([
  'userRateLimitExceeded',
  'rateLimitExceeded',
  'sharingRateLimitExceeded',
  'RATE_LIMIT_EXCEEDED',
]);

/** Google asks for patience with 403 as well as with 429: the reason tells. */
export function isTooFast(answer: HttpResponse): boolean {
  return answer.status === 403 && tooFast.has(whatItSaid(answer).reason);
}

/** What must happen next after an answer that is not the one we asked for. */
export function refusal(answer: HttpResponse, what: string): Error {
  const { status } = answer;
  const { reason, message: said } = whatItSaid(answer);
  const told = [reason, said].filter(Boolean).join(': ');
  const message = `Google Drive answered ${status} for ${what}${told === '' ? '' : ` (${told})`}.`;
  if (status === 401) {
    return new FixCredentialsError(message, {
      code: 'unauthorized',
      hint: 'The token is wrong or has expired.',
    });
  }
  if (status === 429 || tooFast.has(reason)) {
    return new RetryError(message, { code: 'rate_limited' });
  }
  if (status >= 500 || status === 408) return new RetryError(message, { code: 'server_error' });
  if (status === 403) return forbidden(message, reason);
  if (status === 404) {
    return new StopScopeError(message, {
      code: 'not_found',
      hint: 'It was deleted, or this account may not see it. Nothing was deleted here.',
    });
  }
  return new SkipDocumentError(message, {
    code: reason === '' ? `status_${status}` : snake(reason),
  });
}

function forbidden(message: string, reason: string): Error {
  switch (reason) {
    case 'dailyLimitExceeded':
    case 'quotaExceeded':
    case 'dailyLimitExceededUnreg':
      return new StopScopeError(message, {
        code: 'quota_exceeded',
        hint: 'The quota of the Google Cloud project is used up for today. Sync later, or ask for more under "APIs & Services > Quotas".',
      });
    case 'accessNotConfigured':
    case 'SERVICE_DISABLED':
      return new FixCredentialsError(message, {
        code: 'api_disabled',
        hint: 'Enable the Google Drive API in the Google Cloud project, under "APIs & Services > Library".',
      });
    case 'insufficientPermissions':
    case 'ACCESS_TOKEN_SCOPE_INSUFFICIENT':
      return new FixCredentialsError(message, {
        code: 'scope_missing',
        hint: `Give consent again with the scope ${driveScope}.`,
      });
    case 'domainPolicy':
      return new StopScopeError(message, {
        code: 'domain_policy',
        hint: 'The administrators of the domain have switched off Drive, or apps for it, for this user.',
      });
    default:
      return new SkipDocumentError(message, {
        code: reason === '' ? 'forbidden' : snake(reason),
        hint: 'Let this account read and download it.',
      });
  }
}

function snake(reason: string): string {
  return reason.replace(/[a-z](?=[A-Z])/g, '$&_').toLowerCase();
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
