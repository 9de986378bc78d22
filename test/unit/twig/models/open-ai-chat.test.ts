import { describe, expect, it } from 'vitest';
import { FixCredentialsError, FixInputError, RetryError, StopRunError } from '#core/errors.ts';
import type { ChatModel } from '#twig/models/chat-model.ts';
import { createOpenAiChat } from '#twig/models/open-ai-chat.ts';
import { caught } from '../../../support/caught.ts';
import { fakeModelServer } from '../../../support/fake-model-server.ts';
import { scriptedServer } from '../../../support/scripted-server.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const { signal } = new AbortController();
const request = {
  messages: [{ role: 'user', content: 'Hi' }],
  temperature: 0.3,
  maxTokens: 20,
} as const;

function chatAt(baseUrl: string, idleTimeoutMs = 5_000): ChatModel {
  const { fetch } = globalThis;
  return createOpenAiChat({ baseUrl, apiKey: 'sk-secret-1', model: 'small', fetch, idleTimeoutMs });
}

async function pieces(chat: ChatModel, of: AbortSignal = signal) {
  const texts: string[] = [];
  const reply = chat.reply(request, of);
  for (let next = await reply.next(); ; next = await reply.next()) {
    if (next.done) return { texts, usage: next.value };
    texts.push(next.value);
  }
}

describe('a chat model behind an OpenAI-compatible endpoint', () => {
  it('streams its reply and tells what it took', async () => {
    const usage = { prompt_tokens: 12, completion_tokens: 3 };
    await using server = await fakeModelServer({ usage });

    const reply = await pieces(chatAt(`${server.baseUrl}/`));

    expect(reply).toEqual({
      texts: ['Hello', ' world'],
      usage: { inputTokens: 12, outputTokens: 3 },
    });
    expect(server.chats).toMatchObject([
      {
        model: 'small',
        messages: request.messages,
        temperature: 0.3,
        max_tokens: 20,
        stream: true,
      },
    ]);
    expect(server.authorizations).toEqual(['Bearer sk-secret-1']);
  });

  it('ends the work on the other side when the loop is left', async () => {
    await using server = await fakeModelServer({ stallsAfter: 1 });

    for await (const piece of chatAt(server.baseUrl).reply(request, signal)) {
      expect(piece).toBe('Hello');
      break;
    }

    await waitUntil('the stream is left', () => server.left === 1);
  });

  it('rejects with the reason of an aborted signal, in the middle too', async () => {
    await using server = await fakeModelServer({ stallsAfter: 1 });
    const controller = new AbortController();
    const reply = chatAt(server.baseUrl).reply(request, controller.signal);
    await reply.next();
    const reason = new Error('The client left.');

    const next = caught(reply.next());
    controller.abort(reason);

    expect(await next).toBe(reason);
  });

  it.each([
    [401, FixCredentialsError, 'model_key_refused'],
    [404, FixInputError, 'model_unknown'],
    [429, RetryError, 'model_unavailable'],
    [500, RetryError, 'model_unavailable'],
    [400, StopRunError, 'model_refused'],
  ] as const)('turns %i into what must happen next, without the key', async (status, kind, code) => {
    const refuses = {
      status,
      headers: { 'retry-after': '7' },
      body: { error: { message: 'no: sk-secret-1 is not good' } },
    };
    await using server = await fakeModelServer({ refuses });

    const error = await caught(pieces(chatAt(server.baseUrl)));

    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code, message: expect.stringContaining('[key] is not good') });
    if (error instanceof RetryError) expect(error.retryAfterMs).toBe(7_000);
  });

  it('notices a reply that breaks off', async () => {
    await using server = await fakeModelServer({ breaksAfter: 1 });

    const error = await caught(pieces(chatAt(server.baseUrl)));

    expect(error).toBeInstanceOf(RetryError);
  });

  it.each([
    ['data: {"choices":[{"delta":{"content":"half"}}]}\n\n', 'broke off'],
    ['data: <html>\n\n', 'not JSON'],
    ['data: {"choices":"none"}\n\n', 'another shape'],
    ['data: {"error":{"message":"out of memory"}}\n\n', 'out of memory'],
  ])('does not take %j for a reply', async (body, said) => {
    await using server = await scriptedServer([
      { headers: { 'content-type': 'text/event-stream' }, body },
    ]);

    const error = await caught(pieces(chatAt(server.url)));

    expect(error).toMatchObject({ code: 'model_answer', message: expect.stringContaining(said) });
  });

  it('gives up on a model that falls silent', async () => {
    await using server = await fakeModelServer({ stallsAfter: 1 });

    const error = await caught(pieces(chatAt(server.baseUrl, 300)));

    expect(error).toBeInstanceOf(RetryError);
    expect(error).toHaveProperty('code', 'model_timeout');
  });

  it('waits for a reader who is slow', async () => {
    await using server = await fakeModelServer();

    const texts: string[] = [];
    for await (const piece of chatAt(server.baseUrl, 500).reply(request, signal)) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      texts.push(piece);
    }

    expect(texts).toEqual(['Hello', ' world']);
  });

  it('says that nobody is there', async () => {
    const error = await caught(pieces(chatAt('http://127.0.0.1:1/v1')));

    expect(error).toBeInstanceOf(RetryError);
    expect(error).toHaveProperty('code', 'model_unreachable');
  });
});
