import {
  ErrorCode,
  type WebAPIHTTPError,
  type WebAPIPlatformError,
  type WebAPIRateLimitedError,
  type WebAPIRequestError,
} from '@slack/web-api';
import { asError, FixCredentialsError, RetryError, StopScopeError, TwigkitError } from '#kit';
import { textOf } from './fields.ts';

/** Turns what the package throws into what must happen next. `what` names the call in messages. */
export function explainSlackError(thrown: unknown, what: string): Error {
  const error = asError(thrown);
  if (isCoded(error, ErrorCode.RateLimitedError)) {
    // The code says which class it is.
    const { retryAfter } = error as unknown as WebAPIRateLimitedError;
    return new RetryError(`Slack asks to wait ${retryAfter} s with ${what}.`, {
      code: 'rate_limited',
      retryAfterMs: retryAfter * 1000,
    });
  }
  if (isCoded(error, ErrorCode.RequestError)) {
    const { original } = error as unknown as WebAPIRequestError;
    if (original instanceof TwigkitError && !(original instanceof RetryError)) return original;
    const { code, hint } = original instanceof RetryError ? original : unreachable;
    return new RetryError(`Slack did not answer ${what}: ${original.message}`, {
      code,
      cause: original,
      ...(hint !== undefined && { hint }),
    });
  }
  if (isCoded(error, ErrorCode.HTTPError)) {
    const { statusCode } = error as unknown as WebAPIHTTPError;
    return new RetryError(`Slack answered ${what} with status ${statusCode}.`, {
      code: `http_${statusCode}`,
      ...(statusCode < 500 && { hint: 'If that is not Slack at "api_url", correct the address.' }),
    });
  }
  if (isCoded(error, ErrorCode.PlatformError)) {
    const { data } = error as unknown as WebAPIPlatformError;
    return explainRefusal(data, what);
  }
  // A 429 without Retry-After comes as a plain error.
  if (/Retry header/.test(error.message)) {
    return new RetryError(`Slack asks to wait with ${what} and does not say how long.`, {
      code: 'rate_limited',
    });
  }
  return error;
}

const unreachable = { code: 'unreachable', hint: undefined };

/** Whether an error met with one document is about the whole channel, or about everything. */
export function endsChannel(error: unknown): boolean {
  if (error instanceof FixCredentialsError) return true;
  return channelWords.has(slackErrorOf(error) ?? '');
}

const channelWords: ReadonlySet<string> = new Set([
  'missing_scope',
  'not_in_channel',
  'channel_not_found',
  'team_access_not_granted',
]);

export function slackErrorOf(error: unknown): string | undefined {
  return error instanceof TwigkitError ? refusals.get(error) : undefined;
}

const refusals = new WeakMap<Error, string>();

/** An answer of `ok: false`. The package puts whatever is no JSON into `error`. */
function explainRefusal(data: object, what: string): Error {
  const word = textOf(data, 'error') ?? '';
  if (!/^[a-z][a-z0-9_]*$/.test(word)) {
    return new RetryError(`Slack did not answer ${what} with JSON.`, { code: 'not_json' });
  }
  const error = refusalOf(word, data, what);
  refusals.set(error, word);
  return error;
}

function refusalOf(word: string, data: object, what: string): TwigkitError {
  if (passing.has(word)) {
    return new RetryError(`Slack could not answer ${what}: ${word}.`, { code: `slack_${word}` });
  }
  if (badToken.has(word)) {
    return new FixCredentialsError(`Slack does not accept the token (${word}).`, {
      code: `slack_${word}`,
      hint: 'Copy the bot token from "OAuth & Permissions" of your app; reinstall the app if it was removed.',
    });
  }
  if (word === 'missing_scope') {
    const needed = textOf(data, 'needed') ?? 'another one';
    return new StopScopeError(`Slack refused ${what}: the app lacks the scope ${needed}.`, {
      code: 'slack_missing_scope',
      hint: `Add ${needed} under "OAuth & Permissions" > "Bot Token Scopes" and reinstall the app. Nothing was deleted.`,
    });
  }
  return new StopScopeError(`Slack refused ${what}: ${word}.`, {
    code: `slack_${word}`,
    hint: hints[word] ?? 'Nothing was deleted.',
  });
}

const passing: ReadonlySet<string> = new Set([
  'ratelimited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

const badToken: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_refresh_token',
  'bad_client_secret',
  'invalid_client_id',
  'org_login_required',
]);

const thrownOut =
  'Invite the app to the channel (/invite @app), or leave the channel out with "exclude". Nothing was deleted.';

const hints: Readonly<Record<string, string>> = {
  not_in_channel: thrownOut,
  channel_not_found: thrownOut,
  team_access_not_granted:
    'Install the app in that workspace of the organisation. Nothing was deleted.',
  missing_argument: 'An org-wide token needs "team_id". Nothing was deleted.',
};

function isCoded(error: Error, code: ErrorCode): boolean {
  return 'code' in error && error.code === code;
}
