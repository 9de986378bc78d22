import { cors } from 'hono/cors';
import type { MiddlewareHandler } from 'hono/types';
import type { ServerEnv } from './answers.ts';

/**
 * Lets pages of these origins call the server from a browser; `*` lets all of them. A page needs a key
 * like everybody, since the server knows no cookies.
 */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler<ServerEnv> {
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'Content-Encoding', 'Idempotency-Key'],
    exposeHeaders: [
      'X-Request-Id',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'Retry-After',
      'X-Twig-Ignored-Fields',
    ],
    maxAge: 600,
  });
}
