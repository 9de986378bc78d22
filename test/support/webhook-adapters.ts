import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import type { NewMessage } from '#core/inbox.ts';
import { toExpressHandler } from '#webhook/adapters/express.ts';
import { toFastifyPlugin } from '#webhook/adapters/fastify.ts';
import { toHonoHandler } from '#webhook/adapters/hono.ts';
import { toLambdaHandler } from '#webhook/adapters/lambda.ts';
import { toNodeHandler } from '#webhook/adapters/node.ts';
import { createReceiver, type Receiver } from '#webhook/create-receiver.ts';
import {
  adapterMaxBodyBytes,
  adapterSecret,
  type GivenAnswer,
  type SentRequest,
  type WebhookAdapterSubject,
} from '../contract/webhook-adapter.ts';

const path = '/webhooks/twig';

/** A receiver mounted behind one adapter, with and without something in front that reads bodies. */
interface Mounted extends AsyncDisposable {
  readonly send: (request: SentRequest) => Promise<GivenAnswer>;
  readonly sendEaten: (request: SentRequest) => Promise<unknown>;
}

export interface AdapterCase {
  readonly adapter: string;
  readonly mount: (receiver: Receiver) => Promise<Mounted>;
}

/** A receiver over an inbox in memory, behind the adapter. */
export async function openAdapter({
  mount,
}: AdapterCase): Promise<WebhookAdapterSubject & AsyncDisposable> {
  const stored: NewMessage[] = [];
  let broken = false;
  const receiver = createReceiver({
    secrets: [{ id: 'current', value: adapterSecret }],
    maxBodyBytes: adapterMaxBodyBytes,
    inbox: {
      async accept(message) {
        if (broken) throw new Error('The inbox is down.');
        stored.push(message);
        return { outcome: 'new', id: message.id };
      },
    },
    jobFor: (_event, messageId) => ({ kind: 'webhook', payload: { messageId } }),
  });
  const mounted = await mount(receiver);
  return {
    send: mounted.send,
    sendEaten: mounted.sendEaten,
    stored: () => stored,
    breakStore: () => {
      broken = true;
    },
    [Symbol.asyncDispose]: () => mounted[Symbol.asyncDispose](),
  };
}

async function over(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    send: sendTo(`http://127.0.0.1:${port}${path}`),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sendTo(url: string) {
  return async ({ method, headers, body }: SentRequest): Promise<GivenAnswer> => {
    const response = await fetch(url, { method, headers, body: Uint8Array.from(body) });
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
}

/** Two servers: one as documented, one with a reader in front, which reports what is thrown. */
async function twoServers(
  sound: RequestListener,
  eaten: (report: (error: unknown) => void) => RequestListener,
): Promise<Mounted> {
  let thrown: unknown;
  const servers = [
    await over(sound),
    await over(
      eaten((error) => {
        thrown = error;
      }),
    ),
  ] as const;
  return {
    send: servers[0].send,
    async sendEaten(request) {
      const { status } = await servers[1].send(request);
      return thrown ?? `answered ${status}`;
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.close();
    },
  };
}

const plainNode: AdapterCase = {
  adapter: 'Node http',
  mount: (receiver) =>
    twoServers(toNodeHandler(receiver, { onFault: () => {} }), (onFault) => {
      const handle = toNodeHandler(receiver, { onFault });
      return async (request, response) => {
        for await (const _ of request);
        await handle(request, response);
      };
    }),
};

const expressCase = (reader: string, use: () => express.RequestHandler): AdapterCase => ({
  adapter: `Express, with ${reader} in front`,
  mount: (receiver) => {
    const sound = express();
    sound.all(path, toExpressHandler(receiver));
    sound.use(use());
    return twoServers(sound, (report) => {
      const app = express();
      app.use(use());
      app.all(path, toExpressHandler(receiver));
      const onError: express.ErrorRequestHandler = (error, _request, response, _next) => {
        report(error);
        response.status(500).end();
      };
      return app.use(onError);
    });
  },
});

const fastifyCase: AdapterCase = {
  adapter: 'Fastify',
  async mount(receiver) {
    let thrown: unknown;
    const sound = fastify();
    await sound.register(toFastifyPlugin(receiver, { path }));
    sound.post('/other', async ({ body }) => body);
    const eaten = fastify();
    eaten.addHook('preParsing', async (_request, _reply, payload) => {
      payload.resume();
      await once(payload, 'end');
      return payload;
    });
    eaten.setErrorHandler((error, _request, reply) => {
      thrown = error;
      return reply.code(500).send();
    });
    await eaten.register(toFastifyPlugin(receiver, { path }));
    const send = sendTo(`${await sound.listen({ port: 0 })}${path}`);
    const sendEaten = sendTo(`${await eaten.listen({ port: 0 })}${path}`);
    return {
      send,
      sendEaten: async (request) => {
        const { status } = await sendEaten(request);
        return thrown ?? `answered ${status}`;
      },
      async [Symbol.asyncDispose]() {
        await sound.close();
        await eaten.close();
      },
    };
  },
};

type FetchHandler = (request: Request) => Response | Promise<Response>;

async function overFetch(sound: FetchHandler, eaten: FetchHandler, thrown: () => unknown) {
  const send =
    (handle: FetchHandler) =>
    async ({ method, headers, body }: SentRequest): Promise<GivenAnswer> => {
      const init = { method, headers, body: Uint8Array.from(body) };
      const response = await handle(new Request(`http://receiver.test${path}`, init));
      return { status: response.status, headers: response.headers, body: await response.text() };
    };
  const sendEaten = send(eaten);
  return {
    send: send(sound),
    sendEaten: async (request: SentRequest) => {
      try {
        const { status } = await sendEaten(request);
        return thrown() ?? `answered ${status}`;
      } catch (error) {
        return error;
      }
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

const honoCase: AdapterCase = {
  adapter: 'Hono',
  async mount(receiver) {
    let thrown: unknown;
    const sound = new Hono().all(path, toHonoHandler(receiver));
    const eaten = new Hono()
      .use(async (context, next) => {
        await context.req.json();
        await next();
      })
      .all(path, toHonoHandler(receiver))
      .onError((error, context) => {
        thrown = error;
        return context.body(null, 500);
      });
    return overFetch(sound.fetch, eaten.fetch, () => thrown);
  },
};

const fetchCase: AdapterCase = {
  adapter: 'fetch-style (Workers, Deno, Bun, Next.js app router)',
  mount: (receiver) =>
    overFetch(
      receiver,
      async (request) => {
        await request.json();
        return receiver(request);
      },
      () => undefined,
    ),
};

/** Both ways in which a gateway hands a body over: as it is when it is text, flagged base64 otherwise. */
function gatewayBody(body: Uint8Array, base64: boolean) {
  const bytes = Buffer.from(body);
  const isText = Buffer.from(bytes.toString()).equals(bytes);
  return base64 || !isText
    ? { body: bytes.toString('base64'), isBase64Encoded: true }
    : { body: bytes.toString(), isBase64Encoded: false };
}

function lambdaCase(
  gateway: string,
  eventOf: (request: SentRequest) => APIGatewayProxyEventV2 | APIGatewayProxyEvent,
): AdapterCase {
  return {
    adapter: `Lambda, ${gateway}`,
    async mount(receiver) {
      const handler = toLambdaHandler(receiver);
      return {
        async send(request) {
          const { statusCode, headers, body } = await handler(eventOf(request));
          return { status: statusCode, headers: new Headers(headers), body };
        },
        async sendEaten(request) {
          const event = eventOf(request);
          const text = new TextDecoder().decode(request.body);
          // What a JSON middleware does behind the back of the types.
          const parsed = { ...event, body: JSON.parse(text) as string };
          return handler(parsed).catch((error: unknown) => error);
        },
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
}

const functionUrl = (base64: boolean) => (request: SentRequest) =>
  // The fields that the receiver does not read are left out.
  ({
    version: '2.0',
    rawPath: path,
    headers: { ...request.headers },
    requestContext: { http: { method: request.method, path } },
    ...gatewayBody(request.body, base64),
  }) as unknown as APIGatewayProxyEventV2;

const restApi = (request: SentRequest) =>
  // The fields that the receiver does not read are left out.
  ({
    httpMethod: request.method,
    path,
    headers: null,
    multiValueHeaders: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
        [value],
      ]),
    ),
    ...gatewayBody(request.body, false),
  }) as unknown as APIGatewayProxyEvent;

export const adapterCases: readonly AdapterCase[] = [
  plainNode,
  expressCase('express.json()', () => express.json()),
  expressCase('express.raw()', () => express.raw({ type: '*/*' })),
  expressCase('express.text()', () => express.text({ type: '*/*' })),
  fastifyCase,
  honoCase,
  fetchCase,
  lambdaCase('function URL, base64', functionUrl(true)),
  lambdaCase('HTTP API, text', functionUrl(false)),
  lambdaCase('REST API', restApi),
];
