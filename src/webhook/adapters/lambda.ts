import { FixInputError } from '#core/errors.ts';
import { fromBase64 } from '../base64.ts';
import { bodyAlreadyRead } from '../body-already-read.ts';
import type { Receiver } from '../create-receiver.ts';

/**
 * What AWS Lambda is called with by a function URL, an HTTP API (payload 2.0 and 1.0), a REST API or a
 * load balancer, as far as the receiver needs it.
 */
export interface LambdaEvent {
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?:
    | Readonly<Record<string, readonly string[] | undefined>>
    | null
    | undefined;
  /** Payload 1.0 and load balancers. */
  readonly httpMethod?: string | undefined;
  /** Payload 2.0 has the method in its `http`. */
  readonly requestContext?: object | undefined;
}

export interface LambdaResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The receiver as a Lambda handler. The body is taken as the gateway flags it: base64 is decoded to the
 * bytes that were sent. When a middleware has parsed it, the call fails with FixInputError
 * `webhook_body_read`.
 *
 * @example
 * export const handler = toLambdaHandler(receive);
 */
export function toLambdaHandler(receiver: Receiver): (event: LambdaEvent) => Promise<LambdaResult> {
  return async (event) => {
    const body = bytesOf(event);
    const headers = headersOf(event);
    const { status, ...told } = await receiver.take({
      method: event.httpMethod ?? methodOf(event.requestContext),
      headers: { get: (name) => headers.get(name.toLowerCase()) ?? null },
      readBody: async ({ maxBytes }) => (body.byteLength > maxBytes ? 'too_large' : body),
    });
    return { statusCode: status, ...told };
  };
}

function methodOf(context: object | undefined): string {
  const http: unknown = context && Reflect.get(context, 'http');
  const method: unknown = typeof http === 'object' && http !== null && Reflect.get(http, 'method');
  return typeof method === 'string' ? method : '';
}

function bytesOf({ body, isBase64Encoded }: LambdaEvent): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  // JSON middleware puts an object in its place, whatever the type says.
  if (typeof body !== 'string') {
    throw bodyAlreadyRead('a middleware that parsed it (the JSON body parser of Middy)');
  }
  if (isBase64Encoded !== true) return new TextEncoder().encode(body);
  const bytes = fromBase64(body);
  if (bytes !== undefined) return bytes;
  throw new FixInputError('A webhook is flagged as base64, and its body is none.', {
    code: 'webhook_body_not_base64',
    hint: 'Something between the gateway and the receiver has decoded the body and left the flag: remove it.',
  });
}

function headersOf({ headers, multiValueHeaders }: LambdaEvent): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) found.set(name.toLowerCase(), value);
  }
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    if (values !== undefined) found.set(name.toLowerCase(), values.join(', '));
  }
  return found;
}
