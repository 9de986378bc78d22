import type {
  DatabaseObjectResponse,
  DataSourceObjectResponse,
  PageObjectResponse,
  RichTextItemResponse,
} from '@notionhq/client';
import { fakeId, withoutDashes } from './ids.ts';
import type { FakeDataSource, FakePage } from './state.ts';

/** Objects in the form that Notion's own package declares: the compiler holds them to it. */

const somebody = { object: 'user', id: fakeId(9, 1) } as const;

/** Times of edits are rounded down to the minute. */
export function minuteOf(ms: number): string {
  return new Date(Math.floor(ms / 60_000) * 60_000).toISOString();
}

export function richTextAnswer(text: string): RichTextItemResponse[] {
  if (text === '') return [];
  return [
    {
      type: 'text',
      text: { content: text, link: null },
      plain_text: text,
      href: null,
      annotations: {
        bold: false,
        italic: false,
        strikethrough: false,
        underline: false,
        code: false,
        color: 'default',
      },
    },
  ];
}

export function pageAnswer(page: FakePage, site: string): PageObjectResponse {
  return {
    object: 'page',
    id: page.id,
    created_time: minuteOf(page.createdMs),
    last_edited_time: minuteOf(page.editedMs),
    in_trash: page.inTrash,
    archived: page.inTrash,
    is_archived: false,
    is_locked: false,
    url: `${site}/${slug(page.title)}${withoutDashes(page.id)}`,
    public_url: page.publicUrl,
    parent: page.parent,
    properties: {
      Name: { id: 'title', type: 'title', title: richTextAnswer(page.title) },
      ...page.properties,
    },
    icon: null,
    cover: null,
    created_by: somebody,
    last_edited_by: somebody,
  };
}

export function dataSourceAnswer(source: FakeDataSource, site: string): DataSourceObjectResponse {
  return {
    object: 'data_source',
    id: source.id,
    title: richTextAnswer(source.title),
    description: richTextAnswer(source.description),
    parent: { type: 'database_id', database_id: source.databaseId },
    database_parent: databaseParent(source),
    is_inline: false,
    in_trash: source.inTrash,
    archived: source.inTrash,
    created_time: minuteOf(source.createdMs),
    last_edited_time: minuteOf(source.editedMs),
    created_by: somebody,
    last_edited_by: somebody,
    properties: source.properties,
    icon: null,
    cover: null,
    url: `${site}/${withoutDashes(source.databaseId)}`,
    public_url: null,
  };
}

export function databaseAnswer(
  sources: readonly [FakeDataSource, ...FakeDataSource[]],
  site: string,
): DatabaseObjectResponse {
  const [first] = sources;
  return {
    object: 'database',
    id: first.databaseId,
    title: richTextAnswer(first.title),
    description: [],
    parent: databaseParent(first),
    is_inline: false,
    in_trash: sources.every((source) => source.inTrash),
    archived: sources.every((source) => source.inTrash),
    is_locked: false,
    created_time: minuteOf(first.createdMs),
    last_edited_time: minuteOf(first.editedMs),
    data_sources: sources.map(({ id, title }) => ({ id, name: title })),
    icon: null,
    cover: null,
    url: `${site}/${withoutDashes(first.databaseId)}`,
    public_url: null,
  };
}

function databaseParent({ parent }: FakeDataSource): DatabaseObjectResponse['parent'] {
  return parent.type === 'page_id' ? parent : { type: 'workspace', workspace: true };
}

function slug(title: string): string {
  const words = title.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return words === '' ? '' : `${words}-`;
}
