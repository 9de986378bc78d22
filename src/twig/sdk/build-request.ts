import type { KeyScope } from '#core/scope-limits.ts';
import { newId } from '#util/new-id.ts';
import type { Call } from './call.ts';

/** Where calls go and who sends them. */
export interface Address {
  readonly apiKey: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** How the paths of the endpoints start. */
  readonly contractPrefix: string;
  /** What stands there in place of it. */
  readonly pathPrefix: string;
  readonly userAgent: string | undefined;
}

export interface BuiltRequest {
  /** For messages: method and URL without the query. */
  readonly label: string;
  /** For messages. */
  readonly baseUrl: string;
  readonly url: string;
  readonly scope: KeyScope;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  readonly timeoutMs: number;
}

export function buildRequest(
  address: Address,
  call: Call,
  idempotencyKey: string | undefined,
): BuiltRequest {
  const { method, path, scope } = call.endpoint;
  const { body } = call;
  // What an execute call does twice does no harm; where it would, the call brings a key of its own.
  const changes = method !== 'GET' && (scope !== 'execute' || idempotencyKey !== undefined);
  const filled = path
    .slice(address.contractPrefix.length)
    .replace(':id', () => encodeURIComponent(call.id ?? ''))
    .replace(':delivery_id', () => encodeURIComponent(call.deliveryId ?? ''));
  const url = `${address.baseUrl}${address.pathPrefix}${filled}`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return {
    label: `${method} ${url}`,
    baseUrl: address.baseUrl,
    url: query.size === 0 ? url : `${url}?${query}`,
    scope,
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${address.apiKey}`,
      ...(address.userAgent !== undefined && { 'user-agent': address.userAgent }),
      ...(body && { 'content-type': body.contentType }),
      ...(body?.contentEncoding !== undefined && { 'content-encoding': body.contentEncoding }),
      ...(changes && { 'idempotency-key': idempotencyKey ?? newId('idem') }),
    },
    // The bytes are ours, made by an encoder or a compression stream: never shared memory.
    bytes: body?.bytes as Uint8Array<ArrayBuffer> | undefined,
    timeoutMs: call.timeoutMs ?? 30_000,
  };
}
