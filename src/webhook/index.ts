/**
 * The door `twigkit/webhook`: everything here runs without a package and without Node. What it leaves
 * out is `nodeHmac` (`hmac-node.ts`), which programs on Node pass as `hmac` for speed.
 */
export { type Clock, systemClock } from '#core/clock.ts';
export type {
  Accepted,
  Inbox,
  InboxMessage,
  MessageFilter,
  MessageState,
  NewMessage,
} from '#core/inbox.ts';
export type { NewJob } from '#core/queue.ts';
export type { WebhookEvent } from '#core/webhook-event.ts';
export { toExpressHandler } from './adapters/express.ts';
export { toFastifyPlugin } from './adapters/fastify.ts';
export { toHonoHandler } from './adapters/hono.ts';
export { type LambdaEvent, type LambdaResult, toLambdaHandler } from './adapters/lambda.ts';
export { type NodeHandlerOptions, toNodeHandler } from './adapters/node.ts';
export type { Answer, Outcome } from './answer.ts';
export {
  createReceiver,
  type Delivery,
  type IncomingDelivery,
  type Receiver,
  type ReceiverOptions,
} from './create-receiver.ts';
export {
  createSender,
  type SendAttempt,
  type SenderOptions,
  type SendOptions,
  type SendResult,
} from './create-sender.ts';
export { type CapturedRequest, parseCapturedRequest } from './explain/captured-request.ts';
export { type Explanation, explainDelivery } from './explain/explain-delivery.ts';
export type { Freshness, FreshnessPolicy } from './freshness.ts';
export type { Hmac, HmacKey } from './hmac.ts';
export { webHmac } from './hmac-web.ts';
export { type ParsedEvent, parseEvent } from './parse-event.ts';
export { type BodyLimits, type BodyRead, readBody } from './read-body.ts';
export { type RetrySchedule, retrySchedules } from './retry-schedules.ts';
export { type SignatureScheme, signatureSchemes } from './scheme.ts';
export type { WebhookSecret } from './secret.ts';
export { type NoticeOptions, type SecretNotice, secretNotices } from './secret-notices.ts';
export { signBody } from './sign-body.ts';
export { type SignDeliveryOptions, signDelivery } from './sign-delivery.ts';
export type { HeaderSource, SignatureFault } from './signature.ts';
export { type SignedDelivery, type Tampering, tamperings } from './tamperings.ts';
export { readTwigEvent, type TwigEvent, type TwigEventName } from './twig-event.ts';
export { createVerifier, type Verdict, type VerifierOptions, type Verify } from './verify.ts';
