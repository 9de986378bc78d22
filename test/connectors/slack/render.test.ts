import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultChunkOptions } from '#core/chunk.ts';
import { createConverter } from '#sync/convert.ts';
import { parseContent } from '#sync/parse/parse-content.ts';
import { collectSource } from '../../support/collect-source.ts';
import type { Posted } from '../../support/fake-slack/workspace.ts';
import { serveSlack, slackSource } from './slack-source.ts';

const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });

/** What a search would find of a message, and what the read told beside it. */
async function readMessage(message: Posted, options: Record<string, boolean | string> = {}) {
  const served = await serveSlack();
  onTestFinished(() => served[Symbol.asyncDispose]());
  const { workspace } = served.slack;
  workspace.addChannel('C9', 'random');
  workspace.post('C1', message);
  const read = await collectSource(slackSource({ ...served.config, ...options }));
  const [item] = read.items.values();
  const { signal } = new AbortController();
  const content = await item?.load?.(signal);
  if (!item || content?.as !== 'text') throw new Error('There is no text.');
  const name = item.id;
  const parsed = await parseContent(content, { anchors: 'github', name });
  const { chunks } = await converter.convert({ documentId: item.id, name, content }, signal);
  const limited = read.events.flatMap((event) => (event.is === 'limited' ? [event.reason] : []));
  return { item, parsed, chunks, text: chunks.map(({ text }) => text).join('\n'), limited };
}

const richText = (...elements: readonly object[]) => ({
  text: 'fallback',
  blocks: [{ type: 'rich_text', elements }],
});
const section = (...elements: readonly object[]) => ({ type: 'rich_text_section', elements });
const said = (text: string, style?: object) => ({ type: 'text', text, ...(style && { style }) });

describe("Slack's own markup", () => {
  it.each([
    ['names of people', 'Ask <@U2> or <@UGONE|gus>', 'Ask @Bob Baker or @gus'],
    ['names of channels', 'See <#C9> and <#C8|old>', 'See #random and #old'],
    ['groups and calls', '<!subteam^S1|@ops> and <!here>', '@ops and @here'],
    ['dates', 'On <!date^1700000000^{date}|14 November>', 'On 14 November'],
    ['dates without words', 'On <!date^1700000000^{date}>', 'On 2023-11-14 22:13 UTC'],
    ['labels of links', 'Open <https://a.example/x?y=1&amp;z=2|the docs>', 'Open the docs'],
    ['addresses', 'Open <https://a.example/x?y=1&amp;z=2>', 'Open https://a.example/x?y=1&z=2'],
    ['escaped signs', 'if a &lt; b &amp;&amp; c &gt; d', 'if a < b && c > d'],
    ['escapes that somebody wrote', 'write &amp;lt;', 'write &lt;'],
    ['styles', '*bold* and ~gone~ and 2 * 3 * 4', 'bold and gone and 2 * 3 * 4'],
    ['code', 'run `a <https://x.example> && b`', 'run a https://x.example && b'],
    ['a fence without end', 'see ``` here', 'see ``` here'],
  ])('writes %s as a reader sees them', async (_, text, wanted) => {
    expect((await readMessage({ text })).text).toContain(wanted);
  });

  it('keeps the lines of code, and marks them as code', async () => {
    const { parsed } = await readMessage({
      text: 'Try\n```\nif (a &lt; b) {\n\n  go();\n}\n```\nthen',
    });

    const code = parsed.blocks.find(({ kind }) => kind === 'code');

    expect(parsed.text.slice(code?.start, code?.end)).toBe('if (a < b) {\n\n  go();\n}');
  });

  it('loses no line, whatever a page would call furniture', async () => {
    const lines = [
      'Read more',
      'more `x` here',
      'Share this',
      'Previous',
      'Next',
      '9:00',
      'by Ann',
    ];
    const text = ['Some words', ...lines].join('\n```\ncode\n```\n');

    const read = await readMessage({ text, reactions: [{ name: 'tada', count: 2 }] });

    for (const line of lines) expect(read.text).toContain(line.replaceAll('`', ''));
    expect(read.text).toContain(':tada: ×2');
    expect(read.chunks.map(({ anchor }) => anchor)).not.toContain('twigkit-content');
  });
});

describe('blocks', () => {
  it('reads rich text: sections, numbered lists, code, quotes, people and emoji', async () => {
    const { text } = await readMessage(
      richText(
        section(said('Steps '), said('now', { bold: true }), said(' for '), {
          type: 'user',
          user_id: 'U2',
        }),
        {
          type: 'rich_text_list',
          style: 'ordered',
          elements: [section(said('one')), section(said('two'))],
        },
        { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [section(said('inner'))] },
        { type: 'rich_text_preformatted', elements: [said('npm i\nnpm t')] },
        { type: 'rich_text_quote', elements: [said('wise')] },
        section(
          { type: 'emoji', name: 'tada', unicode: '1f389' },
          { type: 'channel', channel_id: 'C9' },
        ),
      ),
    );

    expect(text).toContain('Steps now for @Bob Baker');
    expect(text).toMatch(/1\. one\n- 2\. two[\s\S]*- inner/);
    expect(text).toContain('npm i\nnpm t');
    expect(text).toContain('wise');
    expect(text).toContain('🎉#random');
    expect(text).not.toContain('fallback');
  });

  it('reads a table as a table', async () => {
    const cell = (text: string) => ({ type: 'raw_text', text });
    const { parsed } = await readMessage({
      text: 'x',
      blocks: [
        {
          type: 'table',
          rows: [
            [cell('Region'), cell('Lead')],
            [cell('North'), cell('Ann')],
          ],
        },
      ],
    });

    const table = parsed.blocks.find(({ kind }) => kind === 'table');

    expect(parsed.text.slice(table?.start, table?.end)).toMatch(/Region.*Lead[\s\S]*North.*Ann/);
  });

  it('reads what bots send, and not the preview of a link unless told to', async () => {
    const message: Posted = {
      text: '',
      bot_id: 'B1',
      username: 'Grafana',
      user: 'UGRAFANA',
      attachments: [
        { title: 'CPU high', text: 'at *95%*', fields: [{ title: 'Host', value: 'web-1' }] },
        { from_url: 'https://n.example', title: 'A preview', text: 'of a page' },
      ],
    };

    const without = await readMessage(message, { bots: 'all' });
    const withPreviews = await readMessage(message, { bots: 'all', link_previews: true });

    expect(without.text).toMatch(
      /Grafana \(2026-01-15[\s\S]*CPU high[\s\S]*at 95%[\s\S]*Host: web-1/,
    );
    expect(without.text).not.toContain('A preview');
    expect(withPreviews.text).toContain('A preview');
  });

  it('keeps the text of a block that it does not know, and counts it in the report', async () => {
    const { text, limited } = await readMessage({
      text: 'x',
      blocks: [{ type: 'shiny_new', body: { text: 'a hidden gem' } }],
    });

    expect(text).toContain('a hidden gem');
    expect(limited).toEqual([expect.stringMatching(/^1 block of kinds .*: shiny_new \(1\)$/)]);
  });
});

describe('a conversation', () => {
  it('says where, when and by whom, and is named after its first words', async () => {
    const { item, text, parsed } = await readMessage({ text: `Why ${'so '.repeat(60)}long?` });

    expect(item).toMatchObject({
      breadcrumb: ['Acme', '#general'],
      metadata: { kind: 'talk', author: 'Ann Archer', channel: 'general' },
      updatedAt: '2026-01-15T09:00:01.000Z',
    });
    expect(parsed.title).toMatch(/^Why so so [so ]+…$/);
    expect(text).toContain('#general, 2026-01-15, with Ann Archer');
  });

  it('hides e-mail addresses when told to', async () => {
    const { text } = await readMessage({ text: 'Mail ann@corp.example' }, { redact_emails: true });

    expect(text).toContain('Mail [e-mail]');
    expect(text).not.toContain('corp.example');
  });
});
