/**
 * A workspace of one data source over HTTP, in a process of its own: each row is made when it is asked
 * for. Argument: how many rows. Prints the port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const count = Number(process.argv[2] ?? 100_000);
const oldestMs = Date.UTC(2025, 0, 1);
const queryLimit = 10_000;
const perMinute = 50;

const idOf = (n: number) => `00000001-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const timeOf = (n: number) => new Date(oldestMs + Math.floor(n / perMinute) * 60_000).toISOString();
const text = (content: string) => [
  { type: 'text', plain_text: content, href: null, annotations: {}, text: { content } },
];
const common = { in_trash: false, public_url: null, url: 'https://www.notion.so/x' };

const source = {
  ...common,
  object: 'data_source',
  id: idOf(0xd0),
  title: text('Rows'),
  description: [],
  parent: { type: 'database_id', database_id: idOf(0xdb) },
  database_parent: { type: 'workspace', workspace: true },
  created_time: timeOf(0),
  last_edited_time: timeOf(0),
  properties: {},
};

function rowAt(n: number) {
  return {
    ...common,
    object: 'page',
    id: idOf(0x1000 + n),
    parent: { type: 'data_source_id', data_source_id: source.id, database_id: idOf(0xdb) },
    created_time: timeOf(n),
    last_edited_time: timeOf(n),
    properties: {
      Name: { id: 'title', type: 'title', title: text(`Row ${n}`) },
      Status: { id: 's', type: 'select', select: { name: n % 2 ? 'Open' : 'Closed' } },
      Note: { id: 'n', type: 'rich_text', rich_text: text(`What row ${n} says of itself.`) },
    },
  };
}

interface Query {
  readonly start_cursor?: string;
  readonly filter?: { readonly value?: string; readonly created_time?: { on_or_after: string } };
}

function list(results: readonly object[], more: object = {}): object {
  return { object: 'list', results, next_cursor: null, has_more: false, ...more };
}

function rows({ start_cursor: cursor, filter }: Query): object {
  const fromMs = filter?.created_time ? Date.parse(filter.created_time.on_or_after) : oldestMs;
  const first = Math.ceil(((fromMs - oldestMs) / 60_000) * perMinute);
  const at = Number(cursor ?? 0);
  const end = Math.min(at + 100, queryLimit, count - first);
  const results = Array.from({ length: Math.max(0, end - at) }, (_, n) => rowAt(first + at + n));
  if (end < queryLimit && first + end < count) {
    return list(results, { next_cursor: String(end), has_more: true });
  }
  const type = first + end < count ? 'incomplete' : 'complete';
  return list(results, { request_status: { type } });
}

function answer(path: string, body: Query): object {
  if (path === '/v1/search') {
    return list(body.filter?.value === 'data_source' ? [source] : []);
  }
  if (path.endsWith('/query')) return rows(body);
  if (path.endsWith('/markdown')) {
    const id = path.split('/').at(-2) ?? '';
    const markdown = `# Notes\n\nThe content of ${id}. ${'More words of it. '.repeat(20)}`;
    return { object: 'page_markdown', id, markdown, truncated: false, unknown_block_ids: [] };
  }
  if (path.endsWith('/children')) {
    const heading = { rich_text: text('Notes'), is_toggleable: false, color: 'default' };
    const id = `${path.split('/').at(-2)?.slice(0, -12)}ffffffffffff`;
    return list([
      {
        ...common,
        object: 'block',
        id,
        type: 'heading_1',
        has_children: false,
        heading_1: heading,
      },
    ]);
  }
  if (path.startsWith('/v1/databases/')) {
    const { id, ...rest } = source;
    return { ...rest, object: 'database', parent: source.database_parent, data_sources: [{ id }] };
  }
  return source;
}

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  const given = answer(request.url?.split('?')[0] ?? '', body === '' ? {} : JSON.parse(body));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given));
});
server.listen(0, '127.0.0.1', () => {
  // A server that listens on a port has an address with one.
  console.log((server.address() as AddressInfo).port);
});
