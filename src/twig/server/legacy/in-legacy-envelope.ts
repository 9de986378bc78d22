import type { Next } from 'hono';
import type { ServerContext } from '../answers.ts';
import { legacyError } from './legacy-error.ts';

/** Puts every refusal below `/api` and outside of `/api/v1` into the legacy envelope. */
export async function inLegacyEnvelope(context: ServerContext, next: Next): Promise<void> {
  await next();
  const { path } = context.req;
  if (context.res.status < 400 || !path.startsWith('/api/') || /^\/api\/v\d/.test(path)) return;
  if (!context.res.headers.get('content-type')?.startsWith('application/json')) return;
  const { status, headers } = context.res;
  const text = await context.res.text();
  const body = legacyError(JSON.parse(text));
  context.res = new Response(body ? JSON.stringify(body) : text, { status, headers });
}
