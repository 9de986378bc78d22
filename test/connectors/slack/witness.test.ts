import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { Ajv } from 'ajv';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { collectSource } from '../../support/collect-source.ts';
import { serveSlack, slackSource } from './slack-source.ts';

/**
 * What Slack publishes of its API (github.com/slackapi/slack-api-specs, MIT, see fixtures/LICENSE), cut
 * down to the methods that are called here. A witness that is not ours: the fake only confirms its author.
 */
const vendor = z
  .object({
    methods: z.record(
      z.string(),
      z.object({
        parameters: z.array(
          z.object({ name: z.string(), type: z.string(), required: z.boolean() }),
        ),
        errors: z.array(z.string()),
        answer: z.record(z.string(), z.unknown()),
      }),
    ),
    definitions: z.record(z.string(), z.unknown()),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/slack-web-api.json'), 'utf8')),
  );

/** Younger than the description. */
const newerParameters: ReadonlySet<string> = new Set(['grant_type', 'refresh_token', 'team_id']);

async function busySlack() {
  const answers: { method: string; answer: unknown }[] = [];
  const served = await serveSlack((handle) => async (request) => {
    const response = await handle(request);
    const [, method] = /\/api\/([\w.]+)$/.exec(new URL(request.url).pathname) ?? [];
    if (method !== undefined) answers.push({ method, answer: await response.clone().json() });
    return response;
  });
  onTestFinished(() => served[Symbol.asyncDispose]());
  const { slack, origin } = served;
  const { workspace } = slack;
  workspace.addChannel('G1', 'board', { isPrivate: true, members: ['U1', 'U2'] });
  workspace.addChannel('C4', 'elsewhere', { isMember: false });
  const bytes = Buffer.from('words');
  const file = slack.addFile('F1', {
    channel: 'C1',
    name: 'a.txt',
    mediaType: 'text/plain',
    bytes,
    origin,
  });
  for (let index = 0; index < 7; index += 1) {
    const parent = workspace.post('C1', { text: `Question ${index}` });
    workspace.reply('C1', parent, { text: 'Answer', ...(index === 0 && { files: [file] }) });
    workspace.reply('C1', parent, { text: 'Thanks' });
    workspace.post('G1', { text: `Said ${index}` });
  }
  slack.rules.pageCap = 3;
  return { ...served, answers };
}

describe("Slack's own description of its API", () => {
  it('accepts every request that a read makes', async () => {
    const { slack, config } = await busySlack();
    const source = slackSource({ ...config, auto_join: true });
    const { items } = await collectSource(source);
    for (const id of items.keys())
      await source.get?.({ id: id.split('/')[0] ?? '', title: '' }, id);
    for await (const _ of source.check?.() ?? []);
    const faults = slack.calls.flatMap(({ method, args }) => {
      const described = vendor.methods[method];
      if (!described) return [`${method} is not described`];
      return [...args]
        .filter(([name]) => !newerParameters.has(name))
        .flatMap(([name, value]) => {
          const parameter = described.parameters.find((one) => one.name === name);
          if (!parameter) return [`${method} has no ${name}`];
          return fits(parameter.type, value)
            ? []
            : [`${method} ${name}=${value} is no ${parameter.type}`];
        });
    });

    expect(new Set(slack.calls.map(({ method }) => method))).toEqual(
      new Set([
        'auth.test',
        'conversations.list',
        'conversations.join',
        'conversations.members',
        'conversations.history',
        'conversations.replies',
        'users.info',
        'files.info',
      ]),
    );
    expect(faults).toEqual([]);
  });

  it('accepts what the fake answers to them', async () => {
    const { config, answers } = await busySlack();
    const source = slackSource({ ...config, auto_join: true });
    const { items } = await collectSource(source);
    for (const id of items.keys())
      await source.get?.({ id: id.split('/')[0] ?? '', title: '' }, id);

    const ajv = new Ajv({ strict: false, validateFormats: false });
    const faults = new Set<string>();
    for (const { method, answer } of answers) {
      const schema = { ...vendor.methods[method]?.answer, definitions: vendor.definitions };
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema, loosen)));
      if (!validate(answer)) faults.add(`${method}: ${ajv.errorsText(validate.errors)}`);
    }

    expect([...faults]).toEqual([]);
    expect(new Set(answers.map(({ method }) => method)).size).toBe(8);
  });

  it('knows the words that we give a meaning to', () => {
    const words = new Set(Object.values(vendor.methods).flatMap(({ errors }) => errors));

    for (const word of [
      'channel_not_found',
      'missing_scope',
      'invalid_auth',
      'account_inactive',
      'thread_not_found',
    ]) {
      expect(words).toContain(word);
    }
  });
});

describe("Slack's own client", () => {
  it('reads the fake to its end, page by page, and gets its errors', async () => {
    const { slack, origin } = await busySlack();
    const client = new WebClient(slack.tokens.access, { slackApiUrl: `${origin}/api/` });
    const seen: string[] = [];
    for await (const page of client.paginate('conversations.history', {
      channel: 'C1',
      limit: 3,
    })) {
      const { messages } = z
        .object({ messages: z.array(z.object({ ts: z.string() })) })
        .parse(page);
      for (const { ts } of messages) seen.push(ts);
    }
    const { members } = await client.conversations.members({ channel: 'G1' });

    expect(seen).toEqual(
      slack.workspace.channels
        .get('C1')
        ?.messages.map(({ ts }) => ts)
        .reverse(),
    );
    expect(members).toEqual(['U1', 'U2']);
    await expect(client.conversations.history({ channel: 'C4' })).rejects.toMatchObject({
      data: { ok: false, error: 'not_in_channel' },
    });
  });
});

/**
 * Our ids are shorter than real ones, so that a test can be read; the description is older than some
 * fields (it knows no cursor in the answer of `conversations.history`, which it takes as an argument);
 * and it forgets that a span may be without messages.
 */
function loosen(name: string, value: unknown): unknown {
  if (name === 'pattern' && typeof value === 'string') return undefined;
  if (name === 'minItems') return undefined;
  return name === 'additionalProperties' && value === false ? undefined : value;
}

function fits(type: string, value: string): boolean {
  if (type === 'boolean') return /^(?:true|false|1|0)$/.test(value);
  if (type === 'integer') return /^\d+$/.test(value);
  return type === 'number' ? /^\d+(?:\.\d+)?$/.test(value) : true;
}
