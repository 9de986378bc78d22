import { toNodeHandler } from '#webhook/adapters/node.ts';
import type { Receiver } from '#webhook/create-receiver.ts';
import type { DirectRoute } from '../listen.ts';
import { webhookPath } from './webhook-routes.ts';

/** The receiver, if there is one, without a detour over `Request` and `Response`. */
export function directWebhooks(
  receiver: Receiver | undefined,
  note: (text: string) => void,
): DirectRoute | undefined {
  if (receiver === undefined) return undefined;
  const handle = toNodeHandler(receiver, { onFault: ({ message }) => note(message) });
  return { path: webhookPath, handle };
}
