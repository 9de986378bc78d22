import { bodyAlreadyRead } from '../body-already-read.ts';
import type { Receiver } from '../create-receiver.ts';
import { type NodeRequest, nodeHeaders } from './node-request.ts';
import { readNodeBody } from './read-node-body.ts';

/** Fastify, as far as the plugin needs it. */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parse: (
      request: unknown,
      payload: NodeRequest,
      done: (error: Error | null, body?: unknown) => void,
    ) => void,
  ): unknown;
  all(
    path: string,
    options: { readonly bodyLimit: number },
    handle: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): unknown;
}

export interface FastifyRequest {
  readonly raw: NodeRequest;
  readonly body?: unknown;
}

export interface FastifyReply {
  code(status: number): unknown;
  headers(headers: Readonly<Record<string, string>>): unknown;
  send(body: string): unknown;
}

/**
 * The receiver as a Fastify plugin. Its body parser lives in the plugin's own scope, so the rest of
 * the application keeps parsing JSON. When something has read the body, the request fails with a
 * FixInputError `webhook_body_read`.
 *
 * @example
 * await app.register(toFastifyPlugin(receive, { path: '/webhooks/twig' }));
 */
export function toFastifyPlugin(
  receiver: Receiver,
  { path }: { readonly path: string },
): (scope: FastifyScope) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    // The receiver has a limit of its own; Fastify's would answer in its own words.
    scope.all(path, { bodyLimit: Number.MAX_SAFE_INTEGER }, async ({ raw, body }, reply) => {
      if (body !== undefined && body !== null && body !== raw) {
        throw bodyAlreadyRead('a content type parser or a preParsing hook of the application');
      }
      if (raw.readableDidRead === true) throw bodyAlreadyRead('a hook of the application');
      let late = false;
      const told = await receiver.take({
        method: raw.method ?? '',
        headers: nodeHeaders(raw.headers),
        async readBody(limits) {
          const read = await readNodeBody(raw, limits);
          late = read === 'too_slow';
          return read;
        },
      });
      reply.code(told.status);
      reply.headers(late ? { ...told.headers, connection: 'close' } : told.headers);
      return reply.send(told.body);
    });
  };
}
