import { Agent, request } from 'undici';

export interface Asker {
  /** Keys of the chunks found, best first, and how long it took. */
  ask(query: string): Promise<{ readonly texts: readonly string[]; readonly ms: number }>;
  post(path: string, contentType: string, body: string | Uint8Array): Promise<unknown>;
  close(): Promise<void>;
}

const authorization = 'Bearer twigsk_test_bench';

export function createAsker(url: string): Asker {
  const dispatcher = new Agent({ connections: 16 });
  const post: Asker['post'] = async (path, contentType, body) => {
    const { statusCode, body: answer } = await request(`${url}${path}`, {
      dispatcher,
      method: 'POST',
      headers: { authorization, 'content-type': contentType },
      body,
    });
    const text = await answer.text();
    if (statusCode >= 300) throw new Error(`${path} answered ${statusCode}: ${text}`);
    return JSON.parse(text);
  };
  return {
    post,
    async ask(query) {
      const startedAt = performance.now();
      const body = JSON.stringify({ query, org_id: 'bench', top_k: 10 });
      const answer = Object(await post('/api/v1/semantic-search', 'application/json', body));
      const ms = performance.now() - startedAt;
      const chunks: readonly { readonly chunk_id: string; readonly document_id: string }[] =
        answer.chunks;
      return { texts: chunks.map((chunk) => `${chunk.document_id} ${chunk.chunk_id}`), ms };
    },
    close: () => dispatcher.close(),
  };
}

/** The value that this share of them does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
