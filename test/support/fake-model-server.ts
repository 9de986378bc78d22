import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface SeenChat {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly temperature: number;
  readonly max_tokens: number;
  readonly stream: boolean;
}

export interface FakeModelOptions {
  /** The pieces of a reply. Default: `Hello`, ` world`. */
  readonly reply?: (chat: SeenChat) => readonly string[];
  /** After so many pieces the stream stays open and nothing more comes. */
  readonly stallsAfter?: number;
  /** After so many pieces the connection breaks. */
  readonly breaksAfter?: number;
  /** Refuses every request so. */
  readonly refuses?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** The usage that the last chunk tells. Default: none. */
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
  /** Larger is better. Default: the length of the text. */
  readonly relevance?: (query: string, document: string) => number;
  readonly dimensions?: number;
}

export interface FakeModelServer extends AsyncDisposable {
  /** With `/v1`. */
  readonly baseUrl: string;
  readonly chats: readonly SeenChat[];
  /** `POST /v1/…` of every request, in order. */
  readonly calls: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
  /** How many streams the other side left before they ended. */
  readonly left: number;
}

/** Speaks OpenAI's chat completions (streamed), embeddings, and a reranker's call, over real HTTP. */
export async function fakeModelServer(options: FakeModelOptions = {}): Promise<FakeModelServer> {
  const chats: SeenChat[] = [];
  const calls: string[] = [];
  const authorizations: (string | undefined)[] = [];
  let left = 0;
  const server = createServer(async (incoming, outgoing) => {
    const body = Object(JSON.parse(Buffer.concat(await incoming.toArray()).toString()));
    calls.push(`${incoming.method} ${incoming.url}`);
    authorizations.push(incoming.headers.authorization);
    if (options.refuses) {
      const { status, headers = {}, body: said } = options.refuses;
      outgoing.writeHead(status, headers).end(said === undefined ? '' : JSON.stringify(said));
    } else if (incoming.url === '/v1/chat/completions') {
      chats.push(body);
      outgoing.on('close', () => {
        if (!outgoing.writableFinished) left += 1;
      });
      streamReply(body, incoming, outgoing);
    } else if (incoming.url === '/v1/embeddings') {
      sendJson(outgoing, embeddings(body.input, options.dimensions ?? 4));
    } else if (incoming.url === '/v1/rerank') {
      const relevance = options.relevance ?? ((_: string, text: string) => text.length);
      const results = body.documents.map((document: string, index: number) => ({
        index,
        relevance_score: relevance(body.query, document),
      }));
      sendJson(outgoing, { results: results.toReversed() });
    } else outgoing.writeHead(404).end();
  });
  const streamReply = (chat: SeenChat, incoming: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    const pieces = options.reply?.(chat) ?? ['Hello', ' world'];
    for (const [index, content] of pieces.entries()) {
      if (index === options.stallsAfter) return;
      if (index === options.breaksAfter) {
        incoming.socket.destroySoon();
        return;
      }
      outgoing.write(event({ choices: [{ index: 0, delta: { content } }] }));
    }
    const { usage } = options;
    outgoing.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    if (usage) outgoing.write(event({ choices: [], usage }));
    outgoing.end('data: [DONE]\n\n');
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    chats,
    calls,
    authorizations,
    get left() {
      return left;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function sendJson(outgoing: ServerResponse, body: unknown): void {
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** In reverse, since the protocol promises no order; the same text always gets the same vector. */
function embeddings(input: readonly string[], dimensions: number) {
  const data = input.map((text, index) => {
    const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
    const sum = codes.reduce((all, code) => (all * 31 + code) % 65_521, 7);
    const embedding = Array.from({ length: dimensions }, (_, at) => Math.sin(sum * (at + 1)));
    return { index, embedding };
  });
  return { data: data.toReversed() };
}
