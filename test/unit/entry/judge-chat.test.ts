import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createJudgeChat } from '#entry/evals/judge-chat.ts';
import { createOpenAiChat } from '#twig/models/open-ai-chat.ts';

const { signal } = new AbortController();
const request = {
  messages: [{ role: 'user', content: '?' }],
  temperature: 0,
  maxTokens: 9,
} as const;

/** A model behind HTTP that streams these pieces, and at its end what they took. */
async function streaming(pieces: readonly string[]) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of pieces) {
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
    }
    const usage = { prompt_tokens: 40, completion_tokens: 2 };
    response.end(`data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const { fetch } = globalThis;
  return createJudgeChat(createOpenAiChat({ baseUrl, apiKey: undefined, model: 'm', fetch }));
}

it('gives the whole reply of a streaming model and what it took', async () => {
  const chat = await streaming(['{"score": ', '0.5}']);

  expect(await chat(request, signal)).toEqual({ text: '{"score": 0.5}', tokenCount: 42 });
});

it('does not listen to a model that never stops', async () => {
  const chat = await streaming(Array.from({ length: 50 }, () => 'word '.repeat(200)));

  const { text } = await chat(request, signal);

  expect(text.length).toBeLessThan(22_000);
});
