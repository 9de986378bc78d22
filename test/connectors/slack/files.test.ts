import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '#core/json.ts';
import { collectSource } from '../../support/collect-source.ts';
import { serveSlack, slackSource } from './slack-source.ts';

async function sharedFile(more: Record<string, unknown> = {}, options: JsonObject = {}) {
  const served = await serveSlack();
  onTestFinished(() => served[Symbol.asyncDispose]());
  const { slack, origin, config } = served;
  const bytes = Buffer.from('Plain words in a file.\n');
  const file = slack.addFile('F1', {
    channel: 'C1',
    name: 'notes.txt',
    mediaType: 'text/plain',
    bytes,
    origin,
    more,
  });
  slack.workspace.post('C1', { text: 'Look', files: [file] });
  const source = slackSource({ ...config, ...options });
  const { items, skipped } = await collectSource(source);
  const item = items.get('C1/F1');
  const load = () =>
    item?.load?.(new AbortController().signal) ?? Promise.reject(new Error('none'));
  return { ...served, source, item, skipped, load };
}

describe('a shared file', () => {
  it('is fetched with the token, and from where a redirect leads without it', async () => {
    const { load, slack } = await sharedFile();

    const content = await load();

    expect(content).toMatchObject({ as: 'bytes', mediaType: 'text/plain', name: 'notes.txt' });
    expect(slack.downloads.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${slack.tokens.access}`,
      null,
    ]);
    expect(slack.downloads[1]?.url).toContain('sig=signed');
  });

  it('that Slack answers with a login page is no content, and the missing scope is named', async () => {
    const { load, slack } = await sharedFile();
    slack.rules.filesNeedLogin = true;

    await expect(load()).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: 'files_read_missing',
      hint: expect.stringContaining('files:read'),
    });
  });

  it('on a foreign host is not asked for, and the token goes nowhere', async () => {
    const { load, slack } = await sharedFile({}, { file_hosts: [] });

    await expect(load()).rejects.toMatchObject({ code: 'foreign_host' });
    expect(slack.downloads).toEqual([]);
  });

  it('that a redirect leads to a foreign host is not followed', async () => {
    const { load, slack } = await sharedFile({}, { file_hosts: ['127.0.0.1'] });

    await expect(load()).rejects.toMatchObject({ code: 'foreign_host' });
    expect(slack.downloads).toHaveLength(1);
  });

  it('that is shorter than it says is tried again another time', async () => {
    const { load } = await sharedFile({ size: 1000 });

    await expect(load()).rejects.toMatchObject({ name: 'RetryError', code: 'incomplete_file' });
  });

  it.each([
    ['kept elsewhere', { mode: 'external', is_external: true }, 'external'],
    ['hidden by the plan', { mode: 'hidden_by_limit' }, 'hidden_by_limit'],
    ['too large', { size: 30 * 1024 * 1024 }, 'too_large'],
    ['a picture', { mimetype: 'image/png' }, 'binary'],
  ])('that is %s is skipped with a reason', async (_, more, code) => {
    const { skipped } = await sharedFile(more);

    expect(skipped).toEqual({ 'C1/F1': code });
  });

  it('that was deleted is no document', async () => {
    const { item } = await sharedFile({ mode: 'tombstone' });

    expect(item).toBeUndefined();
  });

  it('is left out with all others when the source says so', async () => {
    const { item } = await sharedFile({}, { files: false });

    expect(item).toBeUndefined();
  });
});
