/**
 * Errors are named after what must happen next. Whoever throws one decides that; `nextStep` turns it
 * into an instruction, and nobody else looks at status codes or messages.
 *
 * | error | what happens next | exit code |
 * | --- | --- | --- |
 * | RetryError | the same call again, after `retryAfterMs` | 1 when tries run out |
 * | SkipDocumentError | this document keeps its old content, the rest goes on | 1 |
 * | StopScopeError | this scope ends and deletes nothing, the others go on | 1 |
 * | PlanAgainError | someone else wrote first: read the manifest and plan again | 1 |
 * | StopRunError | nothing more can be done in this run | 1 |
 * | FixCredentialsError | a person renews a key or grants a permission | 1 |
 * | FixInputError | a person corrects configuration, arguments or a suite | 2 |
 */
export interface ErrorDetails {
  /** Stable, snake_case, for machines: `rate_limited`, `not_utf8`. */
  readonly code: string;
  /** One sentence that tells a person what to do now. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** HTTP status of the answer that it is about, for people; what happens next never depends on it. */
  readonly status?: number | undefined;
  /** What the server calls the request, for its support. */
  readonly requestId?: string | undefined;
}

/** The root of every error that twigkit throws on purpose. `message` says what happened and to what. */
export abstract class TwigkitError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  /** Of the HTTP answer that it is about; undefined when there was none. */
  readonly status: number | undefined;
  /** What the server calls the request, for its support. */
  readonly requestId: string | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
    this.status = details.status;
    this.requestId = details.requestId;
  }
}

export class RetryError extends TwigkitError {
  override readonly name = 'RetryError';
  /** What the other side asked us to wait, in milliseconds; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: ErrorDetails & { readonly retryAfterMs?: number }) {
    super(message, details);
    this.retryAfterMs = details.retryAfterMs;
  }
}

export class SkipDocumentError extends TwigkitError {
  override readonly name = 'SkipDocumentError';
}

export class StopScopeError extends TwigkitError {
  override readonly name = 'StopScopeError';
}

export class PlanAgainError extends TwigkitError {
  override readonly name = 'PlanAgainError';
}

export class StopRunError extends TwigkitError {
  override readonly name = 'StopRunError';
}

export class FixCredentialsError extends TwigkitError {
  override readonly name = 'FixCredentialsError';
}

export class FixInputError extends TwigkitError {
  override readonly name = 'FixInputError';
}
