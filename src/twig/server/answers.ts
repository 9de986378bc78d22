import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorBody, type ErrorCode, statusOfCode } from '#twig/api/error-body.ts';
import type { Caller } from './store/keys.ts';

/** What the server keeps beside a request. */
export interface ServerEnv {
  /** `origin`: where the caller reached the server; empty for this very process. */
  Variables: { requestId: string; caller: Caller; origin: string };
  /** `insider`: the organisation in whose name this very process asks, past key and budget. */
  Bindings: { insider?: string };
}

export type ServerContext = Context<ServerEnv>;

export interface Refusal {
  readonly code: ErrorCode;
  /** What happened, to what, and what to do now. */
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An answer in v1's error envelope. */
export function refuse(context: ServerContext, { code, message, details = {} }: Refusal): Response {
  const body: ErrorBody = {
    error: { code, message, details: { ...details } },
    request_id: context.get('requestId'),
  };
  const status: ContentfulStatusCode = statusOfCode[code];
  return context.json(body, status);
}

export function dataSourceNotFound(context: ServerContext, id: string): Response {
  return refuse(context, {
    code: 'not_found',
    message: `There is no data source ${id} in the organisation of this API key.`,
    details: { data_source_id: id },
  });
}
