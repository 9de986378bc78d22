import { describe, expect, it } from 'vitest';
import { createNoticeHandler } from '#entry/notices/send-notices.ts';
import { createHttp } from '#http/create-http.ts';
import type { NotifyConfig } from '#runtime/config/notify-config.ts';
import { caught } from '../../support/caught.ts';
import { serveFetch } from '../../support/serve-fetch.ts';

const context = {
  signal: new AbortController().signal,
  wrapUp: new AbortController().signal,
  attempts: 0,
};

/** Slack and an endpoint that answer as they are told. */
async function openOutside(answer: () => Response) {
  const seen: { path: string; body: string; authorization: string | null }[] = [];
  const served = await serveFetch(async (request) => {
    const { pathname } = new URL(request.url);
    const authorization = request.headers.get('authorization');
    seen.push({ path: pathname, body: await request.text(), authorization });
    return answer();
  });
  const http = createHttp();
  const notify: NotifyConfig = {
    webhooks: [{ url: `${served.url}/evals`, secret: 'a secret' }],
    slack: { token: 'xoxb-1', channel: 'C1', apiUrl: `${served.url}/slack/` },
  };
  const notes: string[] = [];
  return {
    seen,
    notes,
    url: `${served.url}/evals`,
    handle: createNoticeHandler({ notify, http, note: (text) => notes.push(text) }),
    async [Symbol.asyncDispose]() {
      await http.close();
      await served[Symbol.asyncDispose]();
    },
  };
}

const slackNotice = { to: 'slack', text: '*Eval docs is red*' };

describe('sending notices', () => {
  it('posts to the channel of Slack with the token', async () => {
    await using outside = await openOutside(() => Response.json({ ok: true }));

    await outside.handle(slackNotice, context);

    expect(outside.seen[0]).toMatchObject({
      path: '/slack/chat.postMessage',
      authorization: 'Bearer xoxb-1',
    });
    expect(new URLSearchParams(outside.seen[0]?.body).get('channel')).toBe('C1');
  });

  it.each([
    [
      'a refusal',
      () => Response.json({ ok: false, error: 'not_in_channel' }),
      'FixInputError',
      /Invite the bot/,
    ],
    ['a fault', () => new Response('', { status: 500 }), 'RetryError', undefined],
    [
      'too many messages',
      () => new Response('', { status: 429, headers: { 'retry-after': '7' } }),
      'RetryError',
      undefined,
    ],
  ])('says what follows from %s of Slack', async (_, answer, name, hint) => {
    await using outside = await openOutside(answer);

    const error = await caught(outside.handle(slackNotice, context));

    expect(error).toHaveProperty('name', name);
    if (hint) expect(error).toHaveProperty('hint', expect.stringMatching(hint));
    if (answer().status === 429) expect(error).toHaveProperty('retryAfterMs', 7_000);
  });

  it('tries an endpoint again that refuses, and drops what nobody wants any more', async () => {
    await using outside = await openOutside(() => new Response(null, { status: 500 }));
    const notice = (url: string) => ({ to: 'webhook', url, body: { event: 'eval.completed' } });

    const error = await caught(outside.handle(notice(outside.url), context));
    await outside.handle(notice('https://gone.example.com/'), context);

    expect(error).toHaveProperty('name', 'RetryError');
    expect(outside.notes).toEqual([expect.stringContaining('gone.example.com is dropped')]);
  });
});
