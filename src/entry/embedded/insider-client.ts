import type { Clock } from '#core/clock.ts';
import type { ScopeLimits } from '#core/scope-limits.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import type { TwigServer } from '#twig/server/create-twig-server.ts';

const unlimited = { perMinute: 1_000_000, burst: 1_000_000 };
const limits: ScopeLimits = {
  execute: unlimited,
  write: unlimited,
  read: unlimited,
  admin: unlimited,
};

/** A client of the server in this very process, in the name of an organisation. */
export function createInsiderClient(
  server: Pick<TwigServer, 'fetchAs'>,
  organisation: string,
  clock: Clock,
): TwigClient {
  return new TwigClient({
    // Never sent anywhere: the server is asked past its keys.
    apiKey: 'insider',
    baseUrl: 'http://embedded',
    fetch: (input, init) => server.fetchAs(organisation, new Request(input, uncopied(init))),
    limits,
    clock,
  });
}

/** A request keeps a copy of bytes for a redirect that cannot come here; a stream it only passes on. */
function uncopied(init: RequestInit = {}): RequestInit & { readonly duplex?: 'half' } {
  const { body } = init;
  if (!(body instanceof Uint8Array)) return init;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(body);
      controller.close();
    },
  });
  return { ...init, body: stream, duplex: 'half' };
}
