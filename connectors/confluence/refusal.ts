import { FixCredentialsError, type HttpResponse, RetryError, SkipDocumentError } from '#kit';
import type { Request } from './connection.ts';
import { isRecord } from './is-record.ts';
import type { ConfluenceConfig } from './options.ts';

/** What must happen next after an answer that is not the one we asked for. */
export function refusal(
  answer: HttpResponse,
  { what, scope }: Request,
  { siteUrl, credentials }: Pick<ConfluenceConfig, 'siteUrl' | 'credentials'>,
): Error {
  const { status } = answer;
  const said = messageOf(answer);
  const message = `${siteUrl} answered ${status} for ${what}${said === '' ? '' : `: ${said}`}.`;
  if (status === 401 && /scope/i.test(said)) {
    return new FixCredentialsError(message, {
      code: 'scope_missing',
      hint: `Add the scope ${scope} to the token (API token) or to the app, and give consent again (OAuth).`,
    });
  }
  if (status === 401) {
    return new FixCredentialsError(message, {
      code: 'unauthorized',
      hint:
        credentials.kind === 'basic'
          ? 'The token is wrong, has expired, or belongs to another e-mail address. A token with scopes needs "scoped: true".'
          : 'The token is wrong or has expired.',
    });
  }
  if (status === 403) {
    return new SkipDocumentError(message, {
      code: 'forbidden',
      hint: `Let this account read it${scope ? `; a token with scopes needs ${scope}` : ''}.`,
    });
  }
  if (status === 429) {
    const hint = quotas[answer.headers['ratelimit-reason'] ?? ''];
    return new RetryError(message, { code: 'rate_limited', ...(hint !== undefined && { hint }) });
  }
  if (status >= 500) return new RetryError(message, { code: 'server_error' });
  return new SkipDocumentError(message, { code: `status_${status}` });
}

/** What `RateLimit-Reason` means. Quotas are of OAuth apps; API tokens only have the burst limit. */
const quotas: Readonly<Partial<Record<string, string>>> = {
  'confluence-quota-global-based':
    'The hourly quota of the OAuth app is spent, over all sites that use it: sync less often, or sign in with an API token, which has none.',
  'confluence-quota-tenant-based':
    'The hourly quota of the OAuth app for this site is spent: sync less often, or sign in with an API token, which has none.',
  'confluence-burst-based': 'These are too many requests in a second: lower "concurrency".',
};

/** What the site said about it, short, on one line; never HTML. */
function messageOf({ body, headers }: HttpResponse): string {
  if (!headers['content-type']?.includes('json')) return '';
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (!isRecord(parsed)) return '';
    const [error] = Array.isArray(parsed.errors) ? parsed.errors : [];
    const said = parsed.message ?? (isRecord(error) ? (error.detail ?? error.title) : undefined);
    return typeof said === 'string'
      ? said.replace(/\s+/g, ' ').slice(0, 200).replace(/\.$/, '')
      : '';
  } catch {
    return '';
  }
}
