import type { HeaderSource } from '../signature.ts';
import type { NodeBodyStream } from './read-node-body.ts';

/** Node's `IncomingMessage`, as far as the receiver needs it. */
export interface NodeRequest extends NodeBodyStream {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly readableDidRead?: boolean;
}

/** Node's `ServerResponse`, as far as the receiver needs it. */
export interface NodeResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  end(body: string): unknown;
}

/** Node gives names in lower case, and one text for a header that was sent several times. */
export function nodeHeaders(headers: NodeRequest['headers']): HeaderSource {
  return {
    get: (name) => {
      const value = headers[name.toLowerCase()];
      return typeof value === 'string' ? value : (value?.join(', ') ?? null);
    },
  };
}
