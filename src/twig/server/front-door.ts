import { refuse, type ServerContext } from './answers.ts';

/** What is decided of a request before anybody asks whose it is. */
export interface FrontDoor {
  /** True when a proxy stands before the server, whose `X-Forwarded-*` headers can be believed. */
  readonly behindProxy: boolean;
  /** Whose pages may call from a browser. */
  readonly corsOrigins: readonly string[];
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
  if (firstOf(context, 'x-forwarded-proto')?.toLowerCase() !== 'http') return undefined;
  const forwarded = firstOf(context, 'x-forwarded-host');
  const { host, pathname, search } = new URL(context.req.url);
  const target = URL.parse(`https://${forwarded || host}`);
  return context.redirect(`https://${target?.host || host}${pathname}${search}`, 301);
}

/** Where the caller reached the server, as its links shall begin. */
export function originOf(context: ServerContext, { behindProxy }: FrontDoor): string {
  const { origin, host, protocol } = new URL(context.req.url);
  if (!behindProxy) return origin;
  const scheme = firstOf(context, 'x-forwarded-proto') ?? protocol.slice(0, -1);
  const forwarded = firstOf(context, 'x-forwarded-host') ?? host;
  const told = /^https?$/i.test(scheme) ? URL.parse(`${scheme}://${forwarded}`) : null;
  return told?.origin ?? origin;
}

function firstOf(context: ServerContext, header: string): string | undefined {
  return context.req.header(header)?.split(',')[0]?.trim() || undefined;
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
