import { refuse, type ServerContext } from './answers.ts';

/** What is decided of a request before anybody asks whose it is. */
export interface FrontDoor {
  /** True when a proxy stands before the server, whose `X-Forwarded-*` headers can be believed. */
  readonly behindProxy: boolean;
  /** True from the moment the server is to stop. */
  isClosing(): boolean;
}

/** How soon another process is likely to serve. */
const retryAfterSeconds = 5;

/** A request that reached the proxy without TLS is sent to the same address with it. */
export function redirectToHttps(
  context: ServerContext,
  { behindProxy }: FrontDoor,
): Response | undefined {
  if (!behindProxy) return undefined;
  const scheme = context.req.header('x-forwarded-proto')?.split(',')[0]?.trim().toLowerCase();
  if (scheme !== 'http') return undefined;
  const forwarded = context.req.header('x-forwarded-host')?.split(',')[0]?.trim();
  const { host, pathname, search } = new URL(context.req.url);
  const target = URL.parse(`https://${forwarded || host}`);
  return context.redirect(`https://${target?.host || host}${pathname}${search}`, 301);
}

/** Undefined while the server is open. */
export function refuseWhileClosing(
  context: ServerContext,
  { isClosing }: FrontDoor,
): Response | undefined {
  if (!isClosing()) return undefined;
  context.header('Retry-After', String(retryAfterSeconds));
  context.header('Connection', 'close');
  return refuse(context, {
    code: 'service_unavailable',
    message: `The server is shutting down; try again in ${retryAfterSeconds} s.`,
    details: { retry_after_seconds: retryAfterSeconds },
  });
}
