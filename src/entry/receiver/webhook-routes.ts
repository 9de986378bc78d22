type FetchHandler = (request: Request) => Response | Promise<Response>;

/** Where deliveries are taken. */
export const webhookPath = '/webhooks/twig';

/** The receiver under its path, `/healthz` beside it, and everything else to `rest`, or 404. */
export function withWebhooks(receive: FetchHandler, rest: FetchHandler | undefined): FetchHandler {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === webhookPath) return receive(request);
    if (rest) return rest(request);
    if (pathname === '/healthz' || pathname === '/readyz') return Response.json({ status: 'ok' });
    return Response.json({ error: 'not_found' }, { status: 404 });
  };
}
