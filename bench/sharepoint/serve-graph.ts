import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BenchGraph extends AsyncDisposable {
  readonly url: string;
  /** Requests so far, by what they ask for. */
  readonly counts: Map<string, number>;
}

/** A library of text files, a hundred to a folder: computed, not kept. Any token is good. */
export async function serveGraph(fileCount: number): Promise<BenchGraph> {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const folderCount = Math.ceil(fileCount / 100);
  const total = 1 + folderCount + fileCount;
  const web = 'https://contoso.sharepoint.com/sites/bench/Documents';

  const base = (id: string, name: string, parent: string) => ({
    id,
    name,
    eTag: `"{${id}},1"`,
    webUrl: `${web}/${name}`,
    createdDateTime: '2026-01-01T00:00:00Z',
    lastModifiedDateTime: '2026-01-02T00:00:00Z',
    createdBy: { user: { displayName: 'Ada' } },
    parentReference: { driveId: 'b!bench', id: parent },
  });
  /** The root, then folders, then files. */
  const item = (at: number) => {
    if (at === 0) return { id: '01ROOT', name: 'root', root: {}, folder: { childCount: 1 } };
    if (at <= folderCount) {
      const parent = at < 10 ? '01ROOT' : `01FOLDER${Math.floor(at / 10)}`;
      return { ...base(`01FOLDER${at}`, `Folder ${at}`, parent), folder: { childCount: 100 } };
    }
    const file = at - folderCount - 1;
    const parent = `01FOLDER${1 + (file % folderCount)}`;
    return {
      ...base(`01FILE${file}`, `page-${file}.md`, parent),
      cTag: `"c:{01FILE${file}},1"`,
      size: 640,
      file: { mimeType: 'text/markdown' },
    };
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const json = (value: unknown) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const [, file] = /01FILE(\d+)\/content$/.exec(url.pathname) ?? [];
    if (file !== undefined) {
      response.writeHead(302, { location: `${url.origin}/bytes/${file}` });
      response.end();
    } else if (url.pathname.startsWith('/bytes/')) {
      count('texts');
      const at = url.pathname.slice('/bytes/'.length);
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(
        `# Part ${at}\n\n${`The page ${at} of the manual tells of the valve ${at} and of how it is cleaned.\n\n`.repeat(8)}`,
      );
    } else if (url.pathname.endsWith('/root/delta')) {
      count('delta');
      const from = Number(url.searchParams.get('token') ?? 0);
      const until = Math.min(from + Number(url.searchParams.get('$top')), total);
      url.searchParams.set('token', String(until));
      const link = { [until < total ? '@odata.nextLink' : '@odata.deltaLink']: url.href };
      json({ value: Array.from({ length: until - from }, (_, at) => item(from + at)), ...link });
    } else {
      json({ id: 'b!bench', name: 'Documents', webUrl: web, driveType: 'documentLibrary' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
