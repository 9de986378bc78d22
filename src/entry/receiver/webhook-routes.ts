type FetchHandler = (request: Request) => Response | Promise<Response>;

/** Where deliveries are taken. */
export const webhookPath = '/webhooks/twig';

/** The receiver, if there is one, under its path, and everything else to `rest`, or 404. */
export function withWebhooks(
  receive: FetchHandler | undefined,
  rest: FetchHandler | undefined,
): FetchHandler {
  return (request) => {
    if (receive && new URL(request.url).pathname === webhookPath) return receive(request);
    if (rest) return rest(request);
    return Response.json({ error: 'not_found' }, { status: 404 });
  };
}
