import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localEmbedding } from '../../src/twig/search/local-embedding.ts';

export interface FakeModel {
  readonly url: string;
  close(): void;
}

/**
 * An embedding model of 384 dimensions over HTTP that costs next to nothing, so that what is measured is
 * the search: the local embedding, spread over more dimensions. It says nothing about how well a real
 * model finds.
 */
export async function startFakeModel(): Promise<FakeModel> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { input } = JSON.parse(Buffer.concat(parts).toString('utf8'));
      const texts: readonly string[] = typeof input === 'string' ? [input] : input;
      const data = texts.map((text, index) => ({ index, embedding: spread(text) }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data, usage: { prompt_tokens: 0, total_tokens: 0 } }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, close: () => server.close() };
}

function spread(text: string): readonly number[] {
  const short = localEmbedding(text);
  return Array.from({ length: 384 }, (_, at) => {
    const [one, other, third] = [
      short[at % 256],
      short[(at * 7 + 3) % 256],
      short[(at * 31 + 11) % 256],
    ];
    const sum = (one ?? 0) + (at % 2 === 0 ? 1 : -1) * (other ?? 0) - (third ?? 0);
    return Math.round(sum * 1e5) / 1e5;
  });
}
