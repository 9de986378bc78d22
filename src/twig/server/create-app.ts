import { Hono } from 'hono';
import type { Sql } from '#core/sql.ts';
import { type Route, routes } from '#twig/api/routes.ts';
import { asError } from '#util/as-error.ts';
import { newId } from '#util/new-id.ts';
import { callerOf, refuseKey, refuseScope, takeFromBudget } from './admit.ts';
import { refuse, type ServerEnv } from './answers.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RouteHandler, ServerParts } from './routes/route-handler.ts';
import { routeHandlers } from './routes/route-handlers.ts';

/** The HTTP face: every route of the table, behind key, budget and scope. */
export function createApp(parts: ServerParts, limiter: RateLimiter): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  const handlers = routeHandlers(parts);

  app.use(async (context, next) => {
    const requestId = newId('req');
    context.set('requestId', requestId);
    context.header('X-Request-Id', requestId);
    await next();
  });

  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', (context) => {
    if (isReadable(parts.reader)) return context.json({ status: 'ready' });
    context.header('Retry-After', '5');
    const message = 'The index cannot be read right now.';
    return refuse(context, { code: 'service_unavailable', message });
  });

  // The table's own keys and values, which Object.entries widens.
  for (const [name, route] of Object.entries(routes) as [keyof typeof routes, Route][]) {
    app.on(route.method, route.path, admitted(parts.reader, limiter, route, handlers[name]));
  }

  app.notFound((context) => {
    const { method, path } = context.req;
    const caller = callerOf(context, parts.reader);
    const scope = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
    const refused = caller && takeFromBudget(context, limiter, caller, scope);
    if (refused) return refused;
    return refuse(context, {
      code: 'not_found',
      message: `There is no ${method} ${path} on this server.`,
    });
  });

  app.onError((error, context) => {
    parts.report(asError(error), context.get('requestId'));
    const message =
      'The server failed on this request. Try again; the request id helps to find why.';
    return refuse(context, { code: 'internal_error', message });
  });
  return app;
}

function admitted(
  reader: Sql,
  limiter: RateLimiter,
  { scope }: Route,
  handle: RouteHandler,
): RouteHandler {
  return (context) => {
    const caller = callerOf(context, reader);
    if (!caller) return refuseKey(context);
    const refused = takeFromBudget(context, limiter, caller, scope);
    if (refused) return refused;
    if (!caller.scopes.includes(scope)) return refuseScope(context, scope);
    context.set('caller', caller);
    return handle(context);
  };
}

function isReadable(reader: Sql): boolean {
  try {
    return reader.get('SELECT count(*) AS count FROM organisations') !== undefined;
  } catch {
    return false;
  }
}
