import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BenchSite extends AsyncDisposable {
  readonly url: string;
  /** Requests so far, by what they ask for. */
  readonly counts: Map<string, number>;
}

/** A tree of pages, ten to a parent, a comment on each tenth and a file on each twentieth: computed, not kept. */
export async function serveSite(pageCount: number): Promise<BenchSite> {
  const counts = new Map<string, number>();
  const firstId = 1_000_000;
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);

  const page = (at: number) => ({
    id: String(firstId + at),
    status: 'current',
    title: `Page ${at}`,
    spaceId: '1',
    ...(at > 0 && { parentId: String(firstId + Math.floor((at - 1) / 10)), parentType: 'page' }),
    authorId: `author-${at % 50}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    version: { number: 1, createdAt: '2026-01-02T00:00:00.000Z' },
    _links: { webui: `/spaces/ENG/pages/${firstId + at}/Page+${at}` },
  });
  const bodyOf = (at: number) =>
    `<h2>Part ${at}</h2>${`<p>The ${at}th page of the manual tells of the valve number ${at * 7} and of how it is opened, closed and cleaned.</p>`.repeat(4)}<ac:structured-macro ac:name="info"><ac:rich-text-body><p>Wear gloves.</p></ac:rich-text-body></ac:structured-macro>`;
  const open = { user: { results: [] }, group: { results: [] } };
  const details = (at: number) => ({
    id: String(firstId + at),
    type: 'page',
    status: 'current',
    restrictions: { read: { restrictions: open } },
    metadata: { labels: { results: [{ name: 'manual' }] } },
  });
  const child = (at: number, type: 'comment' | 'attachment') => ({
    id: type === 'comment' ? String(firstId * 3 + at) : `att${firstId * 5 + at}`,
    type,
    status: 'current',
    title: type === 'comment' ? 'Re: it' : `picture-${at}.png`,
    version: { number: 1, when: '2026-01-03T00:00:00.000Z', by: { displayName: 'Ada' } },
    container: { id: String(firstId + at), type: 'page' },
    extensions: type === 'comment' ? { location: 'footer' } : { mediaType: 'image/png' },
    _links: {},
  });

  const listing = (url: URL, total: number, one: (at: number) => unknown) => {
    const limit = Math.min(Number(url.searchParams.get('limit')), 250);
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const end = Math.min(start + limit, total);
    const results = Array.from({ length: end - start }, (_, at) => one(start + at));
    return { results, _links: end < total ? { next: `${url.pathname}?cursor=${end}` } : {} };
  };

  function answer(url: URL): unknown {
    const path = url.pathname.replace('/wiki', '');
    const [, , , noun, id] = path.split('/');
    if (path === '/api/v2/spaces') {
      count('spaces');
      return {
        results: [{ id: '1', key: 'ENG', name: 'Engineering', type: 'global' }],
        _links: {},
      };
    }
    if (path === '/api/v2/spaces/1/pages') {
      count('pages, 250 at a time');
      return listing(url, pageCount, page);
    }
    if (path === '/api/v2/spaces/1/blogposts') {
      count('blog posts');
      return listing(url, 0, page);
    }
    if (path === '/rest/api/content/search') {
      const cql = url.searchParams.get('cql') ?? '';
      if (cql.includes('type=comment')) {
        count('comments, 200 at a time');
        return listing(url, Math.ceil(pageCount / 10), (at) => child(at * 10, 'comment'));
      }
      if (cql.includes('type=attachment')) {
        count('attachments, 200 at a time');
        return listing(url, Math.ceil(pageCount / 20), (at) => child(at * 20, 'attachment'));
      }
      count('labels and restrictions, 200 at a time');
      return listing(url, pageCount, details);
    }
    if (path === '/api/v2/users-bulk') {
      count('names of people');
      const results = Array.from({ length: 50 }, (_, at) => ({
        accountId: `author-${at}`,
        displayName: `Author ${at}`,
      }));
      return { results };
    }
    if (noun === 'pages' && id !== undefined) {
      count('texts');
      const at = Number(id) - firstId;
      return { ...page(at), body: { storage: { value: bodyOf(at) } }, properties: { results: [] } };
    }
    if (noun === 'footer-comments') {
      count('texts');
      return { body: { storage: { value: `<p>The comment ${id} says that it is so.</p>` } } };
    }
    return undefined;
  }

  const server = createServer((request, response) => {
    const found = answer(new URL(request.url ?? '/', 'http://127.0.0.1'));
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/wiki`,
    counts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
