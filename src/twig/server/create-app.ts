import { Hono } from 'hono';
import type { KeyScope } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { type Route, routes } from '#twig/api/routes.ts';
import { asError } from '#util/as-error.ts';
import { newId } from '#util/new-id.ts';
import {
  type Admission,
  callerOf,
  refuseKey,
  refuseScope,
  takeFromBudget,
  tellNobodysBudget,
} from './admit.ts';
import { refuse, type ServerEnv } from './answers.ts';
import { type FrontDoor, redirectToHttps, refuseWhileClosing } from './front-door.ts';
import type { RouteHandler, ServerParts } from './routes/route-handler.ts';
import { routeHandlers } from './routes/route-handlers.ts';
import { allScopes } from './store/keys.ts';

/** The HTTP face: every route of the table, behind key, budget and scope. */
export function createApp(
  parts: ServerParts,
  admission: Omit<Admission, 'reader' | 'clock'>,
  frontDoor: FrontDoor,
): Hono<ServerEnv> {
  const admitting: Admission = { ...admission, reader: parts.reader, clock: parts.clock };
  const { limiter } = admission;
  const app = new Hono<ServerEnv>();
  const handlers = routeHandlers(parts);

  app.use(async (context, next) => {
    const requestId = newId('req');
    context.set('requestId', requestId);
    context.header('X-Request-Id', requestId);
    const elsewhere = redirectToHttps(context, frontDoor);
    if (elsewhere) return elsewhere;
    await next();
  });

  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', (context) => {
    const closing = refuseWhileClosing(context, frontDoor);
    if (closing) return closing;
    if (isReadable(parts.reader)) return context.json({ status: 'ready' });
    context.header('Retry-After', '5');
    const message = 'The index cannot be read right now.';
    return refuse(context, { code: 'service_unavailable', message });
  });

  app.use(async (context, next) => {
    if (!frontDoor.isClosing() || context.env.insider !== undefined) return next();
    tellNobodysBudget(context, limiter, scopeOfMethod(context.req.method));
    return refuseWhileClosing(context, frontDoor);
  });

  // The table's own keys and values, which Object.entries widens.
  for (const [name, route] of Object.entries(routes) as [keyof typeof routes, Route][]) {
    if (route.addition && parts.profile === 'documented') continue;
    app.on(route.method, route.path, admitted(admitting, route, handlers[name]));
  }

  app.notFound((context) => {
    const { method, path } = context.req;
    const caller = callerOf(context, admitting);
    const scope = scopeOfMethod(method);
    const refused = caller && takeFromBudget(context, limiter, caller, scope);
    if (refused) return refused;
    if (!caller) tellNobodysBudget(context, limiter, scope);
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

function admitted(admission: Admission, { scope }: Route, handle: RouteHandler): RouteHandler {
  return (context) => {
    const { insider } = context.env;
    if (insider !== undefined) {
      context.set('caller', { keyId: 'insider', organisation: insider, scopes: allScopes });
      return handle(context);
    }
    const caller = callerOf(context, admission);
    if (!caller) return refuseKey(context, admission.limiter, scope);
    const refused = takeFromBudget(context, admission.limiter, caller, scope);
    if (refused) return refused;
    if (!caller.scopes.includes(scope)) return refuseScope(context, scope);
    context.set('caller', caller);
    return handle(context);
  };
}

function scopeOfMethod(method: string): KeyScope {
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

function isReadable(reader: Sql): boolean {
  try {
    return reader.get('SELECT count(*) AS count FROM organisations') !== undefined;
  } catch {
    return false;
  }
}
