import type { Clock } from '#core/clock.ts';
import type { KeyScope } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { sha256 } from '#util/sha256.ts';
import { refuse, type ServerContext } from './answers.ts';
import type { Budget, RateLimiter } from './rate-limiter.ts';
import { type Caller, findCaller } from './store/keys.ts';

/** A key that this start of the server knows and that is kept nowhere. */
export interface StartKey {
  readonly value: string;
  readonly caller: Caller;
}

export interface Admission {
  readonly reader: Sql;
  readonly limiter: RateLimiter;
  readonly clock: Pick<Clock, 'now'>;
  readonly startKey: StartKey | undefined;
}

/** Whose key a request carries; undefined when it carries none that is known. */
export function callerOf(
  context: ServerContext,
  { reader, clock, startKey }: Omit<Admission, 'limiter'>,
): Caller | undefined {
  const header = context.req.header('authorization') ?? '';
  const value = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  if (value === undefined) return undefined;
  // Hashed, so that the time it takes tells nothing of the value.
  if (startKey && sha256(value) === sha256(startKey.value)) return startKey.caller;
  return findCaller(reader, value, clock.now());
}

/** Everybody without a valid key, together: their headers are as exact as everybody's. */
const nobody = { keyId: '', organisation: '' };

/** A missing key and a wrong one are answered alike, however often. */
export function refuseKey(context: ServerContext, limiter: RateLimiter, scope: KeyScope): Response {
  tellNobodysBudget(context, limiter, scope);
  context.header('WWW-Authenticate', 'Bearer');
  return refuse(context, {
    code: 'unauthorized',
    message: 'The API key is missing or not valid; send it as Authorization: Bearer <key>.',
  });
}

/**
 * Takes one request from the key's budget for the scope and says in the headers what is left. Gives
 * an answer when nothing is.
 */
export function takeFromBudget(
  context: ServerContext,
  limiter: RateLimiter,
  caller: Caller,
  scope: KeyScope,
): Response | undefined {
  const budget = limiter.take(caller, scope);
  tellBudget(context, budget);
  if (budget.allowed) return undefined;
  const retry_after_seconds = Math.max(1, budget.retryAfterSeconds);
  context.header('Retry-After', String(retry_after_seconds));
  return refuse(context, {
    code: 'rate_limit_exceeded',
    message: `This key may make ${budget.limit} ${budget.unit}; wait ${retry_after_seconds} s.`,
    details: { scope, retry_after_seconds },
  });
}

/** Before the budget of somebody is known, and where it is nobody's. */
export function tellNobodysBudget(
  context: ServerContext,
  limiter: RateLimiter,
  scope: KeyScope,
): void {
  tellBudget(context, limiter.take(nobody, scope));
}

function tellBudget(context: ServerContext, budget: Budget): void {
  context.header('X-RateLimit-Limit', String(budget.limit));
  context.header('X-RateLimit-Remaining', String(budget.remaining));
  context.header('X-RateLimit-Reset', String(budget.resetAt));
}

export function refuseScope(context: ServerContext, scope: KeyScope): Response {
  return refuse(context, {
    code: 'forbidden',
    message: `The API key lacks the scope "${scope}"; use a key that has it.`,
    details: { missing_scope: scope },
  });
}
