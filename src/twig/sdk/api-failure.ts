import {
  FixCredentialsError,
  FixInputError,
  PlanAgainError,
  RetryError,
  StopRunError,
  TwigkitError,
} from '#core/errors.ts';
import type { KeyScope } from '#core/scope-limits.ts';
import { cutText } from '#util/cut-text.ts';
import { isRecord } from './from-wire.ts';
import { readRetryAfterMs } from './rate-word.ts';

/** What the server said when it refused a call: the `cause` of the error that the call throws. */
export interface ApiFailure {
  readonly status: number;
  /** The server's own code; undefined when its answer had none. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** To be given to support. */
  readonly requestId: string | undefined;
}

/** The server's side of an error thrown by the client; undefined when it never answered. */
export function apiFailureOf(error: unknown): ApiFailure | undefined {
  const cause = error instanceof TwigkitError ? error.cause : undefined;
  // An object with a numeric status beside `details` is made nowhere but in `readFailure`.
  return isRecord(cause) && typeof cause.status === 'number' && isRecord(cause.details)
    ? (cause as unknown as ApiFailure)
    : undefined;
}

export interface RefusedCall {
  /** `POST https://api.twig.so/api/v1/data-sources`. */
  readonly label: string;
  readonly scope: KeyScope;
  readonly status: number;
  readonly headers: Headers;
  /** As parsed from JSON; undefined when it was something else. */
  readonly body: unknown;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A server that is overloaded or under maintenance and does not say for how long. */
const unavailableMs = 5 * 60_000;

/** The one place that turns a refusal into the error that says what must happen next. */
export function errorOfAnswer(call: RefusedCall): TwigkitError {
  const { status, scope, headers } = call;
  const cause = readFailure(call);
  const facts = { cause, status, requestId: cause.requestId };
  const told = describe(call, cause);
  const retryAfterMs = readRetryAfterMs(call, retryAfterOf(call.body), call.now);

  // A browser hides what it will not follow behind status 0.
  if (status === 0 || (status >= 300 && status < 400)) {
    const target = headers.get('location');
    return new FixInputError(
      `${told}: it redirects${target ? ` to ${cutText(target, 200)}` : ''}.`,
      {
        code: 'redirected',
        hint: 'Use the address it redirects to as base URL; the key is never sent along a redirect.',
        ...facts,
      },
    );
  }
  switch (status) {
    case 401:
      return new FixCredentialsError(`The API key was refused: ${told}.`, {
        code: 'unauthorized',
        hint: 'Check that the key is complete, not revoked, and made for this server.',
        ...facts,
      });
    case 403:
      return new FixCredentialsError(`The API key may not do this: ${told}.`, {
        code: 'forbidden',
        hint: `This call needs the ${scope} scope: use a key that has it (Settings → API Keys).`,
        ...facts,
      });
    case 404:
    case 410:
      return new StopRunError(`${told}.`, {
        code: 'not_found',
        hint: 'Check the id, and that the base URL is the root of a Twig API.',
        ...facts,
      });
    case 405:
    case 501:
      return new StopRunError(`${told}.`, {
        code: 'not_supported',
        hint: 'This server does not offer that call.',
        ...facts,
      });
    case 408:
      return retry('timeout', `${told}.`);
    case 409:
      return new PlanAgainError(`${told}.`, {
        code: 'conflict',
        hint: 'Something else changed it meanwhile: read its state again and repeat.',
        ...facts,
      });
    case 413:
      return new StopRunError(`${told}.`, {
        code: 'payload_too_large',
        hint: 'Send less at once.',
        ...facts,
      });
    case 429:
      return retry('rate_limit_exceeded', `${told}.`, retryAfterMs);
    case 503:
      return retry('service_unavailable', `${told}.`, retryAfterMs ?? unavailableMs);
    case 507:
      return new StopRunError(`${told}.`, {
        code: 'storage_full',
        hint: 'Make room on the disk of the server, then run again: what it accepted is kept.',
        ...facts,
      });
  }
  if (status >= 500) return retry('internal_error', `${told}.`, retryAfterMs);
  const faults = faultsOf(cause.details);
  return new StopRunError(`${told}.`, {
    code: 'invalid_request',
    ...facts,
    ...(faults !== '' && { hint: `What the server found: ${faults}.` }),
  });

  function retry(code: string, message: string, afterMs?: number): RetryError {
    return new RetryError(message, {
      code,
      ...facts,
      ...(afterMs !== undefined && {
        retryAfterMs: afterMs,
        hint: `Try again in ${Math.ceil(afterMs / 1000)} s.`,
      }),
    });
  }
}

function readFailure({ status, headers, body }: RefusedCall): ApiFailure {
  const envelope = isRecord(body) ? body : {};
  const error = isRecord(envelope.error) ? envelope.error : {};
  const plain = typeof envelope.error === 'string' ? envelope.error : undefined;
  return {
    status,
    code: textOf(error.code),
    message: textOf(error.message) ?? plain ?? textOf(envelope.message),
    details: isRecord(error.details) ? error.details : {},
    requestId: textOf(envelope.request_id) ?? headers.get('x-request-id') ?? undefined,
  };
}

function describe({ label, status }: RefusedCall, { message, requestId }: ApiFailure): string {
  const said = message === undefined ? '' : ` "${cutText(message, 300)}"`;
  return `${label} answered ${status}${said}${requestId ? ` (request ${cutText(requestId, 80)})` : ''}`;
}

/** `url: is not a URL; events: is empty`, as far as the details are words. */
function faultsOf(details: ApiFailure['details']): string {
  const faults = Object.entries(details).flatMap(([field, fault]) =>
    typeof fault === 'string' || typeof fault === 'number' ? [`${field}: ${fault}`] : [],
  );
  return cutText(faults.join('; '), 300);
}

function retryAfterOf(body: unknown): number | undefined {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const seconds = error.retryAfter ?? error.retry_after;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
