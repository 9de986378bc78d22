import type { BlockObjectResponse } from '@notionhq/client';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../support/collect-source.ts';
import { richTextAnswer } from '../../support/fake-notion/answers.ts';
import { fakeId, withoutDashes } from '../../support/fake-notion/ids.ts';
import type { FakePage } from '../../support/fake-notion/state.ts';
import { writeXlsx } from '../../support/write-xlsx.ts';
import { type NotionWorld, openNotionWorld } from './notion-world.ts';

/** What blocks have beside their kind. */
const common = {
  object: 'block',
  parent: { type: 'workspace', workspace: true },
  created_time: '2026-01-01T00:00:00.000Z',
  last_edited_time: '2026-01-01T00:00:00.000Z',
  created_by: { object: 'user', id: fakeId(9, 1) },
  last_edited_by: { object: 'user', id: fakeId(9, 1) },
  in_trash: false,
  archived: false,
} as const;

let blockCount = 0;
const base = (hasChildren = false) => {
  blockCount += 1;
  return { ...common, id: fakeId(5, blockCount), has_children: hasChildren };
};

function paragraph(text: string, hasChildren = false): BlockObjectResponse {
  const rich_text = richTextAnswer(text);
  return {
    ...base(hasChildren),
    type: 'paragraph',
    paragraph: { rich_text, color: 'default', icon: null },
  };
}

function synced(from: string | null): BlockObjectResponse {
  const synced_from = from === null ? null : ({ type: 'block_id', block_id: from } as const);
  return { ...base(true), type: 'synced_block', synced_block: { synced_from } };
}

async function read(world: NotionWorld, page: FakePage, config = {}) {
  const sync = await world.sync(config);
  return { ...sync, text: world.held().get(page.id) ?? '' };
}

describe('what the Notion connector reads of a page', () => {
  it('writes the columns of a row as lines, with related titles and what rollups and formulas show', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const team = writer.page({ title: 'Team Otter', markdown: 'Who.' });
    const source = writer.dataSource({ title: 'Projects' });
    const row = writer.row(source, {
      title: 'Dam',
      markdown: 'The plan.',
      properties: {
        Status: { id: 's', type: 'status', status: { id: '1', name: 'In review', color: 'red' } },
        Team: { id: 't', type: 'relation', relation: [{ id: team.id }] },
        Due: {
          id: 'd',
          type: 'date',
          date: { start: '2026-03-01', end: '2026-03-04', time_zone: null },
        },
        Cost: { id: 'c', type: 'formula', formula: { type: 'string', string: '12 beavers' } },
        Load: { id: 'l', type: 'rollup', rollup: { type: 'number', number: 42, function: 'sum' } },
        Done: { id: 'x', type: 'checkbox', checkbox: true },
        Empty: { id: 'e', type: 'rich_text', rich_text: [] },
        Key: { id: 'u', type: 'unique_id', unique_id: { prefix: 'DAM', number: 7 } },
      },
    });

    const { text } = await read(world, row);

    for (const line of [
      'Status: In review',
      'Team: Team Otter',
      'Due: 2026-03-01 → 2026-03-04',
      'Cost: 12 beavers',
      'Load: 42',
      'Done: Yes',
      'Key: DAM-7',
      'The plan.',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain('Empty');
    expect(world.document(row.id)).toMatchObject({
      title: 'Dam',
      breadcrumb: ['Projects'],
      metadata: { kind: 'row', properties: { Status: 'In review' } },
    });
  });

  it('reads a row again when what is computed of it changes, though nobody edited it', async () => {
    await using world = await openNotionWorld();
    const source = world.writer.dataSource({ title: 'Projects' });
    const load = (number: number): FakePage['properties'] => ({
      Load: { id: 'l', type: 'rollup', rollup: { type: 'number', number, function: 'sum' } },
    });
    const row = world.writer.row(source, { title: 'Dam', properties: load(1) });
    await world.sync();
    row.properties = load(2);

    const { written } = await world.sync({}, 25 * 60);

    expect(written).toEqual([row.id]);
    expect(world.held().get(row.id)).toContain('Load: 2');
  });

  it('asks for the related pages that a row does not show', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const others = Array.from({ length: 130 }, (_, index) =>
      writer.page({ title: `Related ${index}`, markdown: '.' }),
    );
    const source = writer.dataSource({ title: 'Projects' });
    const relation = others.map(({ id }) => ({ id }));
    const row = writer.row(source, {
      title: 'Dam',
      properties: { All: { id: 'all', type: 'relation', relation } },
    });

    const { text, requests } = await read(world, row);

    expect(text).toContain('Related 0,');
    expect(text).toContain('Related 129');
    expect(requests.filter((request) => request.includes('/properties/'))).toHaveLength(2);
  });

  it('describes a data source by its columns and the words that they may hold', async () => {
    await using world = await openNotionWorld();
    const source = world.writer.dataSource({
      title: 'Incidents',
      description: 'Everything that broke.',
      properties: {
        Severity: {
          id: 'a',
          name: 'Severity',
          description: 'How bad',
          type: 'select',
          select: {
            options: ['Whisper', 'Earthquake'].map((name) => ({
              id: name,
              name,
              color: 'red' as const,
              description: null,
            })),
          },
        },
      },
    });

    await world.sync();

    expect(world.held().get(source.id)).toMatch(
      /Everything that broke\.[\s\S]*Severity, select \(Whisper, Earthquake\): How bad/,
    );
  });

  it('asks for what the Markdown leaves out, and counts what nobody can have', async () => {
    await using world = await openNotionWorld();
    const { served, writer } = world;
    const unknown = (id: string, alt: string) =>
      `<unknown url="https://www.notion.so/p#${withoutDashes(id)}" alt="${alt}"/>`;
    const far = fakeId(6, 1);
    const farther = fakeId(6, 2);
    const hidden = fakeId(6, 3);
    const bookmark: BlockObjectResponse = {
      ...base(),
      type: 'bookmark',
      bookmark: { url: 'https://example.com/paper', caption: richTextAnswer('The paper') },
    };
    served.state.pieces.set(far, `Far down the page.\n${unknown(farther, 'block')}`);
    served.state.pieces.set(farther, 'Even farther down.');
    const page = writer.page({
      title: 'Long',
      truncated: true,
      markdown: [
        'Top.',
        `\t${unknown(far, 'paragraph')}`,
        unknown(bookmark.id, 'something new'),
        unknown(hidden, 'child_page'),
      ].join('\n'),
    });
    served.state.blocks.set(page.id, [bookmark]);

    const { text, lost } = await read(world, page);

    expect(text).toMatch(
      /Top\.\s+Far down the page\.\s+Even farther down\.\s+\[The paper\]\(https:\/\/example\.com\/paper\)/,
    );
    expect(lost).toEqual(['block child_page']);
  });

  it('leads headings to their blocks, for one request more where a page has headings', async () => {
    await using world = await openNotionWorld();
    const { writer, served } = world;
    const heading = (text: string): BlockObjectResponse => ({
      ...base(),
      type: 'heading_2',
      heading_2: { rich_text: richTextAnswer(text), color: 'default', is_toggleable: false },
    });
    const [one, other] = [heading('Same'), heading('Same')];
    const markdown = '## Same\na\n## Same {color="blue"}\nb\n## In a toggle\nc';
    const page = writer.page({ title: 'Headings', markdown });
    const plain = writer.page({ title: 'Plain', markdown: 'No heading.' });
    served.state.blocks.set(page.id, [paragraph('x'), one, other]);
    const contentOf = async (id: string, config = {}) => {
      const { items } = await collectSource(world.source(config));
      const content = await items.get(id)?.load?.(new AbortController().signal);
      return content?.as === 'text' ? content.anchors : content;
    };

    const anchors = await contentOf(page.id);
    const asked = served.requests.filter(({ path }) => path.includes('/children'));
    served.requests.length = 0;
    const none = await contentOf(page.id, { heading_links: false });

    expect(anchors).toEqual([
      { heading: 'Same', anchor: withoutDashes(one.id) },
      { heading: 'Same', anchor: withoutDashes(other.id) },
    ]);
    expect(asked.map(({ path }) => path)).toEqual([expect.stringContaining(page.id)]);
    expect(await contentOf(plain.id)).toEqual([]);
    expect([none, await contentOf(page.id, { content: 'blocks' })]).toEqual([[], undefined]);
  });

  it('walks the blocks, at any depth, where a page cannot be had as Markdown', async () => {
    await using world = await openNotionWorld();
    const { served, writer } = world;
    const page = writer.page({ title: 'Deep', markdown: undefined });
    let parent: string = page.id;
    for (let depth = 0; depth < 45; depth += 1) {
      const block = paragraph(`Depth ${depth}.`, depth < 44);
      served.state.blocks.set(parent, [block]);
      parent = block.id;
    }

    const { text } = await read(world, page);

    for (let depth = 0; depth < 45; depth += 1) expect(text).toContain(`Depth ${depth}.`);
  });

  it('shows a synced block where it stands, and ends where it contains itself', async () => {
    await using world = await openNotionWorld();
    const { served, writer } = world;
    const original = synced(null);
    const page = writer.page({ title: 'Original', markdown: undefined });
    served.state.blocks.set(page.id, [original]);
    served.state.blocks.set(original.id, [paragraph('Said once.'), synced(original.id)]);
    const copy = writer.page({ title: 'Copy', markdown: undefined });
    served.state.blocks.set(copy.id, [paragraph('Before.'), synced(original.id)]);

    const { text } = await read(world, copy);

    expect(text).toMatch(/Before\.\s+Said once\.$/);
    expect(
      world
        .held()
        .get(page.id)
        ?.match(/Said once/g),
    ).toHaveLength(1);
  });

  it('loses a part that is not shared alone, and says so', async () => {
    await using world = await openNotionWorld();
    const { served, writer } = world;
    const page = writer.page({ title: 'Page', markdown: undefined });
    served.state.blocks.set(page.id, [
      paragraph('Its children are hidden.', true),
      synced(fakeId(7, 1)),
      paragraph('The rest.'),
    ]);

    const { text, lost } = await read(world, page);

    expect(text).toMatch(/Its children are hidden\.\s+The rest\./);
    expect(lost.toSorted()).toEqual(['block in a paragraph', 'block in a synced_block']);
  });

  it('writes every kind of block that has words', async () => {
    await using world = await openNotionWorld();
    const { served, writer } = world;
    const rich_text = richTextAnswer;
    const table = base(true);
    const rows: BlockObjectResponse[] = [
      ['Region', 'Steward'],
      ['Antarctica', 'Penguins'],
    ].map((cells) => ({
      ...base(),
      type: 'table_row',
      table_row: { cells: cells.map((cell) => rich_text(cell)) },
    }));
    const toggle = base(true);
    const blocks: BlockObjectResponse[] = [
      {
        ...base(),
        type: 'heading_2',
        heading_2: { rich_text: rich_text('Part two'), color: 'default', is_toggleable: false },
      },
      { ...base(), type: 'quote', quote: { rich_text: rich_text('To be'), color: 'default' } },
      {
        ...base(),
        type: 'to_do',
        to_do: { rich_text: rich_text('Buy fish'), checked: true, color: 'default' },
      },
      {
        ...base(),
        type: 'code',
        code: { rich_text: rich_text('let a = `b`;'), caption: [], language: 'javascript' },
      },
      { ...base(), type: 'equation', equation: { expression: 'e = mc^2' } },
      { ...toggle, type: 'toggle', toggle: { rich_text: rich_text('More'), color: 'default' } },
      {
        ...table,
        type: 'table',
        table: { table_width: 2, has_column_header: true, has_row_header: false },
      },
      { ...base(), type: 'unsupported', unsupported: { block_type: 'form' } },
    ];
    const page = writer.page({ title: 'All', markdown: 'not asked for' });
    served.state.blocks.set(page.id, blocks);
    served.state.blocks.set(table.id, rows);
    served.state.blocks.set(toggle.id, [paragraph('Folded away.')]);

    const { text, lost } = await read(world, page, { content: 'blocks' });

    for (const words of [
      'Part two',
      'To be',
      'Buy fish',
      'let a = `b`;',
      'e = mc^2',
      'More',
      'Folded away.',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/Region[\s\S]*Steward[\s\S]*Antarctica[\s\S]*Penguins/);
    expect(lost).toEqual(['block unsupported']);
  });

  it('fetches files anew when they are read, and tells their signed addresses to nobody', async () => {
    await using world = await openNotionWorld();
    const { writer, clock } = world;
    const xlsx = writeXlsx({
      Prices: [
        ['Fish', 12],
        ['Krill', 3],
      ],
    });
    const key = writer.file(
      'prices.xlsx',
      xlsx,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    const note = writer.file('note.txt', Buffer.from('A note in a column.'), 'text/plain');
    const page = writer.page({
      title: 'Prices',
      markdown: `See the file.\n<file src="{{file:${key}}}">All prices</file>`,
      properties: {
        Files: {
          id: 'f',
          type: 'files',
          files: [
            {
              name: 'note.txt',
              type: 'file',
              file: { url: `{{file:${note}}}`, expiry_time: '2026-01-01T00:00:00.000Z' },
            },
            { name: 'elsewhere', type: 'external', external: { url: 'https://example.com/x.pdf' } },
          ],
        },
      },
    });
    await clock.sleep(600_000);
    const events = [];
    const loads = [];
    for await (const scope of world.source().scopes()) {
      for await (const event of world.source().read(scope, undefined, async () => undefined)) {
        events.push(event);
        if (event.is === 'item') loads.push(event.item);
      }
    }

    await clock.sleep(3 * 3_600_000);
    const contents = [];
    for (const item of loads) contents.push(await item.load?.(new AbortController().signal));
    await world.sync();

    expect(JSON.stringify([events, contents, [...world.held()]])).not.toMatch(/X-Amz|secure\//);
    const held = [...world.held()].filter(([id]) => id.startsWith(`${page.id}/files/`));
    expect(held.map(([, text]) => text).join('\n')).toMatch(/Krill[\s\S]*3/);
    expect(held.map(([, text]) => text).join('\n')).toContain('A note in a column.');
    expect(held).toHaveLength(2);
  });

  it('follows a host of files to no other host', async () => {
    await using world = await openNotionWorld();
    const { writer, served } = world;
    const key = writer.file('a.txt', Buffer.from('Words.'), 'text/plain');
    const inside = `${served.url.replace('127.0.0.1', 'localhost')}/v1/users/me`;
    served.state.files.set(key, { ...served.state.files.get(key)!, redirect: inside });
    const page = writer.page({ title: 'Page', markdown: `<file src="{{file:${key}}}"></file>` });

    const { failed, requests } = await world.sync();

    const [id] = Object.keys(failed);
    expect(id).toMatch(new RegExp(`^${page.id}/files/`));
    expect(failed[id ?? '']).toBe('http_302');
    expect(requests).not.toContain('get /v1/users/me');
  });

  it('removes a file that its page does not show any more', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const key = writer.file('old.txt', Buffer.from('Old words.'), 'text/plain');
    const page = writer.page({
      title: 'Page',
      markdown: `Text.\n<file src="{{file:${key}}}"></file>`,
    });
    await world.sync();
    const before = world.held().size;
    writer.edit(page, { markdown: 'Text alone.' });

    const { deleted } = await world.sync();

    expect([before, deleted.length, [...world.held().keys()]]).toEqual([2, 1, [page.id]]);
  });

  it('reads comments where the source asks for them, and notices new ones', async () => {
    await using world = await openNotionWorld();
    const { writer, served } = world;
    const page = writer.page({ title: 'Page', markdown: 'Text.' });
    served.state.users.set(fakeId(9, 2), 'Grace');
    const comment = (text: string, at: string): FakePage['comments'][number] => ({
      object: 'comment',
      id: fakeId(8, page.comments.length + 1),
      parent: { type: 'page_id', page_id: page.id },
      discussion_id: fakeId(8, 100),
      created_time: at,
      last_edited_time: at,
      created_by: { object: 'user', id: fakeId(9, 2) },
      rich_text: richTextAnswer(text),
      display_name: { type: 'user', resolved_name: null },
    });
    page.comments.push(comment('Is this right?', '2026-01-02T08:00:00.000Z'));

    const first = await read(world, page, { comments: true });
    page.comments.push(comment('It is.', '2026-01-03T08:00:00.000Z'));
    await world.sync({ comments: true }, 25 * 60);

    expect(first.text).toContain('Grace (2026-01-02): Is this right?');
    expect(world.held().get(page.id)).toContain('It is.');
  });

  it('names pages and people that mentions leave unnamed', async () => {
    await using world = await openNotionWorld();
    const { writer, served } = world;
    served.state.users.set(fakeId(9, 3), 'Ada');
    const other = writer.page({ title: 'Glossary', markdown: '.' });
    const page = writer.page({
      title: 'Page',
      markdown: `Ask <mention-user url="user://${fakeId(9, 3)}"/>, see <mention-page url="https://app.notion.com/p/${withoutDashes(other.id)}"/> and <mention-page url="https://app.notion.com/p/${withoutDashes(fakeId(1, 4000))}"/>.`,
    });

    const { text } = await read(world, page);

    expect(text).toMatch(/^Ask @Ada, see \[Glossary\]\(\S+\) and \[Notion page\]\(\S+\)\.$/);
  });

  it('calls a page public that was published, and leaves the others out unless it is told', async () => {
    await using world = await openNotionWorld();
    const { writer } = world;
    const site = writer.page({
      title: 'Site',
      markdown: 'Open.',
      publicUrl: 'https://acme.notion.site/x',
    });
    writer.page({ title: 'Team', markdown: 'Closed.' });

    await world.sync({ public: false });

    expect([...world.held().keys()]).toEqual([site.id]);
  });
});
