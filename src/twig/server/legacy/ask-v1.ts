import { Hono } from 'hono';
import { routes } from '#twig/api/routes.ts';
import type { ServerContext, ServerEnv } from '../answers.ts';
import type { RouteHandler, RouteHandlers, RouteName } from '../routes/route-handler.ts';
import { allScopes } from '../store/keys.ts';

export interface V1Call {
  readonly route: RouteName;
  /** Fills `:id`. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
}

/**
 * Does a call of v1 within a request that was let in already: with its organisation, its origin, its
 * request id, its `Idempotency-Key`, and its end when the caller leaves.
 */
export type AskV1 = (context: ServerContext, call: V1Call) => Promise<Response>;

/** Reaches every handler, those of our additions too: a legacy call may rest on one. */
export function createAskV1(handlers: RouteHandlers): AskV1 {
  const app = new Hono<ServerEnv>();
  for (const [name, { method, path }] of Object.entries(routes)) {
    // The table's own keys, which Object.entries widens.
    app.on(method, path, inside(handlers[name as RouteName]));
  }
  // What breaks inside is told of once, by the app that this one stands in.
  app.onError((error) => {
    throw error;
  });

  return async (context, { route, id = '', query = {}, body }) => {
    const { method, path } = routes[route];
    const url = new URL(
      path.replace(':id', () => encodeURIComponent(id)),
      context.get('origin') || context.req.url,
    );
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = new Headers({ 'x-request-id': context.get('requestId') });
    const key = context.req.header('idempotency-key');
    if (key) headers.set('idempotency-key', key);
    if (body) headers.set('content-type', 'application/json');
    const request = new Request(url, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
      signal: context.req.raw.signal,
    });
    return app.fetch(request, { insider: context.get('caller').organisation });
  };
}

function inside(handle: RouteHandler): RouteHandler {
  return (context) => {
    const { insider = '' } = context.env;
    context.set('requestId', context.req.header('x-request-id') ?? '');
    context.set('origin', new URL(context.req.url).origin);
    context.set('caller', { keyId: 'insider', organisation: insider, scopes: allScopes });
    return handle(context);
  };
}
