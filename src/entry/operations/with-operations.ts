import { type RenderMetrics, withMetrics } from './with-metrics.ts';

type FetchHandler = (request: Request) => Response | Promise<Response>;

export interface OperationsOptions {
  readonly metrics: RenderMetrics;
  /** Rejects when this process cannot do its work: the store does not answer, a migration is missing. */
  ready(): Promise<unknown>;
  /** Aborted as soon as the process begins to end. */
  readonly ending: AbortSignal;
}

/** How long the store may take to answer `/readyz`. */
const readyDeadlineMs = 2_000;

/**
 * `/healthz` (the process lives), `/readyz` (it can do its work) and `/metrics` at the root of a port,
 * without a key; everything else goes on.
 */
export function withOperations(rest: FetchHandler, options: OperationsOptions): FetchHandler {
  const { metrics, ready, ending } = options;
  return withMetrics((request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return rest(request);
    if (pathname === '/healthz') return Response.json({ status: 'ok' });
    if (pathname === '/readyz') return readiness(ready, ending);
    return rest(request);
  }, metrics);
}

async function readiness(ready: () => Promise<unknown>, ending: AbortSignal): Promise<Response> {
  if (ending.aborted) return unready('shutting_down', 30);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('No answer in time.')), readyDeadlineMs);
  try {
    await Promise.race([ready(), late.promise]);
    return Response.json({ status: 'ready' });
  } catch {
    return unready('unavailable', 5);
  } finally {
    clearTimeout(timer);
  }
}

function unready(status: string, retryAfterSeconds: number): Response {
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return Response.json({ status }, { status: 503, headers });
}
