import type { Receiver } from '../create-receiver.ts';
import { answerNodeRequest } from './node.ts';
import type { NodeRequest, NodeResponse } from './node-request.ts';

/**
 * The receiver as a handler of Express (4 and 5) or Connect. Mount it before `express.json()`. When
 * something has read the body, `next` gets a FixInputError `webhook_body_read` that says what.
 *
 * @example
 * app.all('/webhooks/twig', toExpressHandler(receive));
 * app.use(express.json());
 */
export function toExpressHandler(
  receiver: Receiver,
): (request: NodeRequest, response: NodeResponse, next: (error?: unknown) => void) => void {
  return (request, response, next) => {
    answerNodeRequest(receiver, request, response).catch(next);
  };
}
