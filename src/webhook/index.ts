/**
 * The door `twigkit/webhook`: everything here runs without a package and without Node. What it leaves
 * out is `nodeHmac` (`hmac-node.ts`), which programs on Node pass as `hmac` for speed.
 */
export type { Outcome } from './answer.ts';
export { createReceiver, type Delivery, type ReceiverOptions } from './create-receiver.ts';
export type { Freshness, FreshnessPolicy } from './freshness.ts';
export type { Hmac, HmacKey } from './hmac.ts';
export { webHmac } from './hmac-web.ts';
export { type ParsedEvent, parseEvent } from './parse-event.ts';
export { readBody } from './read-body.ts';
export { type SignatureScheme, signatureSchemes } from './scheme.ts';
export type { WebhookSecret } from './secret.ts';
export { signBody } from './sign-body.ts';
export type { HeaderSource, SignatureFault } from './signature.ts';
export { createVerifier, type Verdict, type VerifierOptions, type Verify } from './verify.ts';
