import { describe, expect, it } from 'vitest';
import type { Change } from '#core/change.ts';
import type { Destination } from '#core/destination.ts';
import { StopRunError } from '#core/errors.ts';
import type { Notebook } from '#core/notebook.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { answerSite } from '#sync/destinations/publish/answer-site.ts';
import { openSite, pageKey } from '#sync/destinations/publish/open-site.ts';
import { createPublishDestination } from '#sync/destinations/publish.ts';
import { destinationContract, remove, upsert } from '../../../contract/destination.ts';
import { caught } from '../../../support/caught.ts';

const signal = new AbortController().signal;
const base = 'https://sync.example.com/published/f/';

async function openPublished() {
  const notebook = createMemoryNotebook();
  const site = await openSite(notebook, signal);
  const server = { readings: 0, fault: undefined as Error | undefined };
  const destination = createPublishDestination({
    site,
    label: 'a site',
    async haveItRead({ onRequest }) {
      onRequest?.({ scope: 'write', bytes: 0 });
      if (server.fault) throw server.fault;
      server.readings += 1;
    },
  });
  const pages = async (namespace: string) => {
    const found: Record<string, string> = {};
    const prefix = `doc/${namespace}/`;
    for await (const { key, value } of notebook.entries(prefix)) {
      const { place } = value as { readonly place: string };
      found[key.slice(prefix.length)] = String(await notebook.get(pageKey(place)));
    }
    return found;
  };
  return { notebook, site, server, destination, pages };
}

async function sync(destination: Destination, changes: readonly Change[], seq = 1) {
  const delivery = await destination.open(
    { syncId: `sync_${seq}`, namespace: 'docs', seq, metadata: {} },
    signal,
  );
  const receipts = [];
  for (const change of changes) receipts.push(...(await delivery.add(change, signal)));
  return [...receipts, ...(await delivery.finish({}, signal))];
}

async function read(notebook: Notebook, path: string, etag: string | null = null) {
  const answer = await answerSite(notebook, path, base, etag);
  return answer && { status: answer.status, headers: answer.headers, text: await answer.text() };
}

function withAcl(change: Change, acl: 'public' | 'unknown'): Change {
  if (change.do !== 'upsert') return change;
  const { document } = change;
  return { ...change, document: { ...document, acl: acl === 'public' ? document.acl : undefined } };
}

describe('the published site', () => {
  // What costs a write call is that the server is told to read; the pages are bytes of its own.
  it.each(
    destinationContract.filter(({ name }) => !name.includes('handful of write calls')),
  )('$name', async ({ run }) => {
    const { destination, pages } = await openPublished();
    await run({
      destination,
      async held(namespace) {
        const found = Object.entries(await pages(namespace));
        return Object.fromEntries(
          found.map(([id, html]) => [
            id,
            [...html.matchAll(/<p>([^<]+)<\/p>/g)].map(([, text = '']) => text),
          ]),
        );
      },
    });
  });

  it('lists every page, names each in its sitemap, and answers with it', async () => {
    const { destination, notebook } = await openPublished();
    const ids = Array.from({ length: 501 }, (_, n) => `page-${String(n).padStart(3, '0')}`);

    await sync(
      destination,
      ids.map((id) => upsert(id, `text of ${id}`)),
    );

    const first = await read(notebook, '');
    const second = await read(notebook, 'list-2.html');
    const map = await read(notebook, 'sitemap.xml');
    const [, page = ''] = /href="([0-9a-f]{24}\.html)"/.exec(second?.text ?? '') ?? [];
    expect(first?.text.match(/<li>/g)).toHaveLength(500);
    expect(first?.text).toContain('<a href="list-2.html">');
    expect(second?.text.match(/<li>/g)).toHaveLength(1);
    expect(await read(notebook, 'list-3.html')).toBeUndefined();
    expect(map?.text.match(/<loc>/g)).toHaveLength(501);
    expect(map?.text).toContain(`<loc>${base}${page}</loc>`);
    expect((await read(notebook, page))?.text).toContain('<p>text of page-500</p>');
    expect(await read(notebook, '0123456789abcdef01234567.html')).toBeUndefined();
  });

  it('answers 304 to whoever has the page already', async () => {
    const { destination, notebook, pages } = await openPublished();
    await sync(destination, [upsert('a', 'one')]);
    const [, path = ''] =
      /href="([0-9a-f]{24}\.html)"/.exec((await read(notebook, ''))?.text ?? '') ?? [];
    const etag = (await read(notebook, path))?.headers.get('etag') ?? '';

    const again = await read(notebook, path, etag);

    expect(again).toMatchObject({ status: 304, text: '' });
    expect(Object.keys(await pages('docs'))).toEqual(['a']);
  });

  it('shows markup of a document as text, and runs nothing', async () => {
    const { destination, pages, notebook } = await openPublished();

    await sync(destination, [
      upsert('<b>', '<script>alert(1)</script>\n\n```js\na < b\n```\n\n## Next & last'),
    ]);

    const html = (await pages('docs'))['<b>'];
    expect(html).not.toContain('<script');
    expect(html).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
    expect(html).toContain('<pre>a &lt; b</pre>');
    expect(html).toContain('<h2>Next &amp; last</h2>');
    expect((await read(notebook, ''))?.headers.get('content-security-policy')).toBe(
      "default-src 'none'",
    );
  });

  it('refuses what not everyone may read, and takes down the page that was there', async () => {
    const { destination, pages } = await openPublished();
    await sync(destination, [upsert('a', 'open'), upsert('b', 'stays')], 1);

    const receipts = await sync(destination, [withAcl(upsert('a', 'now closed'), 'unknown')], 2);

    expect(receipts).toEqual([
      {
        documentId: 'a',
        outcome: 'refused',
        reason: expect.stringContaining('whoever has the address'),
      },
    ]);
    expect(Object.keys(await pages('docs'))).toEqual(['b']);
  });

  it('has the server read when something changed, and again when that failed', async () => {
    const { destination, server } = await openPublished();
    await sync(destination, [], 1);
    const untouched = server.readings;
    server.fault = new StopRunError('It could not be read.', { code: 'server_could_not_read' });
    const error = await caught(sync(destination, [upsert('a', 'one')], 2));
    server.fault = undefined;
    await sync(destination, [], 3);
    const repaired = server.readings;

    await sync(destination, [], 4);

    expect(error).toHaveProperty('code', 'server_could_not_read');
    expect([untouched, repaired, server.readings]).toEqual([0, 1, 1]);
  });

  it('keeps its address, and the address of each page', async () => {
    const { destination, notebook, site, pages } = await openPublished();
    await sync(destination, [upsert('a', 'one')], 1);
    const before = (await read(notebook, ''))?.text;
    await sync(destination, [remove('a')], 2);

    await sync(destination, [upsert('a', 'two')], 3);

    expect((await openSite(notebook, signal)).folder).toBe(site.folder);
    expect(site.folder).toMatch(/^[0-9a-f]{32}$/);
    expect((await read(notebook, ''))?.text).toBe(before);
    expect((await pages('docs')).a).toContain('two');
  });
});
