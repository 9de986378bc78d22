import { Hono } from 'hono';
import { StopRunError } from '#core/errors.ts';
import type { KeyScope } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { type LegacyRoute, legacyRoutes } from '#twig/api/legacy/routes.ts';
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
import { crossOrigin } from './cross-origin.ts';
import { type FrontDoor, originOf, redirectToHttps, refuseWhileClosing } from './front-door.ts';
import { inLegacyEnvelope } from './legacy/in-legacy-envelope.ts';
import { legacyHandlers } from './legacy/legacy-handlers.ts';
import { openapiHandler } from './routes/openapi.ts';
import type { RouteHandler, ServerParts } from './routes/route-handler.ts';
import { routeHandlers } from './routes/route-handlers.ts';
import { allScopes } from './store/keys.ts';

/** The HTTP face: every route of both tables, behind key, budget and scope. */
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
    const { insider } = context.env;
    context.set('origin', insider === undefined ? originOf(context, frontDoor) : '');
    const elsewhere = redirectToHttps(context, frontDoor);
    if (elsewhere) return elsewhere;
    await next();
  });
  if (frontDoor.corsOrigins.length > 0) app.use(crossOrigin(frontDoor.corsOrigins));
  app.use(inLegacyEnvelope);

  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', (context) => {
    const closing = refuseWhileClosing(context, frontDoor);
    if (closing) return closing;
    if (isReadable(parts.reader)) return context.json({ status: 'ready' });
    context.header('Retry-After', '5');
    const message = 'The index cannot be read right now.';
    return refuse(context, { code: 'service_unavailable', message });
  });

  if (parts.profile === 'full') {
    const openapi = openapiHandler();
    app.get('/openapi.json', openapi);
    app.get('/api/v1/openapi.json', openapi);
  }

  app.use(async (context, next) => {
    if (!frontDoor.isClosing() || context.env.insider !== undefined) return next();
    tellNobodysBudget(context, limiter, scopeOfMethod(context.req.method));
    return refuseWhileClosing(context, frontDoor);
  });

  // The table's own keys and values, which Object.entries widens.
  for (const [name, route] of Object.entries(routes) as [keyof typeof routes, Route][]) {
    const handle = admitted(admitting, route, handlers[name]);
    if (route.addition && parts.profile === 'documented') {
      // The connectors that this server runs push what they read: what is switched off is off for others.
      app.on(route.method, route.path, (context, next) =>
        context.env.insider === undefined ? next() : handle(context),
      );
    } else app.on(route.method, route.path, handle);
  }
  const legacy = legacyHandlers(parts, handlers);
  for (const [name, route] of Object.entries(legacyRoutes) as [
    keyof typeof legacyRoutes,
    LegacyRoute,
  ][]) {
    app.on(route.method, route.path, admitted(admitting, route, legacy[name]));
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
    if (error instanceof StopRunError && error.code === 'disk_full') {
      return refuse(context, { code: 'storage_full', message: error.message });
    }
    parts.report(asError(error), context.get('requestId'));
    const message =
      'The server failed on this request. Try again; the request id helps to find why.';
    return refuse(context, { code: 'internal_error', message });
  });
  return app;
}

function admitted(
  admission: Admission,
  { scope }: LegacyRoute,
  handle: RouteHandler,
): RouteHandler {
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
