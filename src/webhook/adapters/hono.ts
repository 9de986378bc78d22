import { bodyAlreadyRead } from '../body-already-read.ts';
import type { Receiver } from '../create-receiver.ts';

/** Hono's context, as far as the receiver needs it. */
export interface HonoContext {
  readonly req: { readonly raw: Request; readonly bodyCache?: object };
}

/**
 * The receiver as a handler of Hono. Mount it before validators and whatever else reads bodies; when
 * one has, it throws FixInputError `webhook_body_read`, which `app.onError` gets.
 *
 * @example
 * app.all('/webhooks/twig', toHonoHandler(receive));
 */
export function toHonoHandler(receiver: Receiver): (context: HonoContext) => Promise<Response> {
  return async ({ req }) => {
    // Hono keeps what was read, under the way in which it was: json() is kept as text.
    if (Object.keys(req.bodyCache ?? {}).length > 0) {
      throw bodyAlreadyRead(
        'a validator or middleware in front of it (c.req.json(), c.req.text(), c.req.parseBody())',
      );
    }
    if (req.raw.bodyUsed) throw bodyAlreadyRead('a middleware that read c.req.raw');
    return receiver(req.raw);
  };
}
