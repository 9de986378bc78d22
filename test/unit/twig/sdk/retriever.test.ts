import { expect, it } from 'vitest';
import { TwigClient } from '#twig/sdk/client.ts';
import { createTwigRetriever } from '#twig/sdk/retriever.ts';
import { scriptedServer } from '../../../support/scripted-server.ts';

const signal = new AbortController().signal;

it('asks with an organisation and tells what the server knows of each passage', async () => {
  await using server = await scriptedServer([
    {
      body: {
        chunks: [
          {
            chunk_id: 'chk_1',
            text: 'Pricing starts at $99',
            similarity_score: 0.85,
            document_id: 'doc_1',
            document_title: 'Pricing',
            document_url: 'https://x.example/pricing#plans',
            anchor: 'plans',
            headings: ['Pricing', 'Plans'],
            metadata: { path: 'docs/pricing.md', ownKey: 1 },
          },
          {
            chunk_id: 'chk_2',
            text: 'Elsewhere',
            similarity_score: 0.5,
            document_id: 'doc_2',
            document_title: 'Other',
          },
        ],
        metadata: { total_chunks_searched: 2, latency_ms: 1 },
      },
    },
  ]);
  const retriever = createTwigRetriever(new TwigClient({ apiKey: 'k', baseUrl: server.url }));

  const passages = await retriever.search(
    { text: 'pricing', limit: 500, dataSourceIds: ['ds_1'] },
    signal,
  );

  expect(JSON.parse(server.seen[0]?.text ?? '')).toEqual({
    query: 'pricing',
    org_id: 'default',
    top_k: 200,
    data_source_ids: ['ds_1'],
  });
  expect(passages).toEqual([
    {
      chunkId: 'chk_1',
      text: 'Pricing starts at $99',
      score: 0.85,
      documentId: 'doc_1',
      documentTitle: 'Pricing',
      url: 'https://x.example/pricing#plans',
      anchor: 'plans',
      headings: ['Pricing', 'Plans'],
      path: 'docs/pricing.md',
    },
    {
      chunkId: 'chk_2',
      text: 'Elsewhere',
      score: 0.5,
      documentId: 'doc_2',
      documentTitle: 'Other',
      url: undefined,
      anchor: undefined,
      headings: undefined,
      path: undefined,
    },
  ]);
});

it('names the organisation it was given, and finds nothing without failing', async () => {
  await using server = await scriptedServer([{ body: { chunks: [] } }]);
  const client = new TwigClient({ apiKey: 'k', baseUrl: server.url });
  const retriever = createTwigRetriever(client, { orgId: 'org_9' });

  const passages = await retriever.search({ text: 'x', limit: 3 }, signal);

  expect(passages).toEqual([]);
  expect(JSON.parse(server.seen[0]?.text ?? '')).toMatchObject({ org_id: 'org_9' });
});
