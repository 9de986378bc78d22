import type { KeyScope } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { refuse, type ServerContext } from './answers.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { type Caller, findCaller } from './store/keys.ts';

/** Whose key a request carries; undefined when it carries none that is known. */
export function callerOf(context: ServerContext, reader: Sql): Caller | undefined {
  const header = context.req.header('authorization') ?? '';
  const value = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  return value === undefined ? undefined : findCaller(reader, value);
}

/** A missing key and a wrong one are answered alike. */
export function refuseKey(context: ServerContext): Response {
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
  const budget = limiter.take(caller.keyId, scope);
  context.header('X-RateLimit-Limit', String(budget.limit));
  context.header('X-RateLimit-Remaining', String(budget.remaining));
  context.header('X-RateLimit-Reset', String(budget.resetAt));
  if (budget.allowed) return undefined;
  const retry_after_seconds = Math.max(1, budget.retryAfterSeconds);
  context.header('Retry-After', String(retry_after_seconds));
  return refuse(context, {
    code: 'rate_limit_exceeded',
    message: `This key may make ${budget.limit} ${scope} requests a minute; wait ${retry_after_seconds} s.`,
    details: { scope, retry_after_seconds },
  });
}

export function refuseScope(context: ServerContext, scope: KeyScope): Response {
  return refuse(context, {
    code: 'forbidden',
    message: `The API key lacks the scope "${scope}"; use a key that has it.`,
    details: { missing_scope: scope },
  });
}
