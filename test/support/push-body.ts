import type { PushLineInput } from '#twig/api/push.ts';
import type { TestServer } from './open-twig-server.ts';

type Begin = Extract<PushLineInput, { op: 'begin' }>;
type Upsert = Extract<PushLineInput, { op: 'upsert' }>;
type Describe = Extract<PushLineInput, { op: 'describe' }>;
type End = Extract<PushLineInput, { op: 'end' }>;

export const ndjson = { 'content-type': 'application/x-ndjson' };

export function begin(overrides: Partial<Begin> = {}): PushLineInput {
  return { op: 'begin', sync_id: 'sync_1', part: 1, seq: 1000, namespace: 'docs', ...overrides };
}

/** A document of one chunk per text. */
export function upsert(
  id: string,
  texts: readonly string[],
  document: Partial<Upsert['document']> = {},
  headings: readonly string[] = [],
): PushLineInput {
  return {
    op: 'upsert',
    document: {
      id,
      url: `https://docs.example.com/${id}`,
      title: id,
      version: 'v1',
      content_hash: `hash of ${texts.join()}`,
      signature: 'signature-1',
      ...document,
    },
    chunks: texts.map((text, index) => ({
      id: `chk_${id}_${index}`,
      index,
      text,
      headings: [...headings],
      anchor: 'here',
      token_count: text.split(' ').length,
      content_hash: `hash of ${text}`,
    })),
  };
}

export function describeAnew(
  id: string,
  document: Partial<Omit<Describe['document'], 'id'>> = {},
): PushLineInput {
  const url = `https://docs.example.com/moved/${id}`;
  return { op: 'describe', document: { id, url, content_hash: 'described', ...document } };
}

export function remove(id: string): PushLineInput {
  return { op: 'delete', document_id: id };
}

export function end(overrides: Partial<End> = {}): PushLineInput {
  return { op: 'end', last: true, ...overrides };
}

export function linesOf(...lines: readonly PushLineInput[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Pushes the lines as one part. */
export function push(
  { call }: TestServer,
  dataSourceId: string,
  ...lines: readonly PushLineInput[]
): Promise<Response> {
  const path = `/api/v1/data-sources/${dataSourceId}/sync`;
  return call('POST', path, { headers: ndjson, body: linesOf(...lines) });
}

/** The texts that a search finds, best first. */
export async function textsFound({ call }: TestServer, query: string): Promise<readonly string[]> {
  const body = { query, org_id: 'any', top_k: 200 };
  const answer = await call('POST', '/api/v1/semantic-search', { body });
  const { chunks } = Object(await answer.json());
  return chunks.map((chunk: { readonly text: string }) => chunk.text);
}
