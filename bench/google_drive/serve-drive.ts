import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BenchDrive extends AsyncDisposable {
  readonly url: string;
  /** Requests so far, by what they ask for. */
  readonly counts: Map<string, number>;
}

const folderType = 'application/vnd.google-apps.folder';
const docType = 'application/vnd.google-apps.document';

/** A Drive of Docs, a hundred to a folder: computed, not kept. Any token is good. */
export async function serveDrive(fileCount: number): Promise<BenchDrive> {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const folderCount = Math.ceil(fileCount / 100);

  const folder = (at: number) => ({
    id: `1folder${at}`,
    name: `Folder ${at}`,
    mimeType: folderType,
    parents: [at < 10 ? '0root' : `1folder${Math.floor(at / 10)}`],
    ownedByMe: true,
    version: '1',
  });
  const file = (at: number) => ({
    id: `1file${at}`,
    name: `Page ${at}`,
    mimeType: docType,
    parents: [`1folder${at % folderCount}`],
    trashed: false,
    version: '7',
    modifiedTime: '2026-01-02T00:00:00.000Z',
    createdTime: '2026-01-01T00:00:00.000Z',
    webViewLink: `https://docs.google.com/document/d/1file${at}/edit`,
    ownedByMe: true,
    owners: [{ displayName: 'Ada', emailAddress: 'ada@example.com' }],
    capabilities: { canDownload: true },
    permissions: [{ id: '1', type: 'user', role: 'owner', emailAddress: 'ada@example.com' }],
  });
  const listing = (url: URL, total: number, one: (at: number) => unknown) => {
    const start = Number(url.searchParams.get('pageToken') ?? 0);
    const end = Math.min(start + Number(url.searchParams.get('pageSize')), total);
    const files = Array.from({ length: end - start }, (_, at) => one(start + at));
    return { files, ...(end < total && { nextPageToken: String(end) }) };
  };

  function answer(url: URL): unknown {
    const path = url.pathname.replace('/drive/v3/', '');
    if (path === 'drives') return { drives: [] };
    if (path === 'changes/startPageToken') return { startPageToken: '1' };
    if (path === 'changes') {
      count('changes');
      return { changes: [], newStartPageToken: '1' };
    }
    if (path !== 'files') return undefined;
    count('files, 1,000 at a time');
    const q = url.searchParams.get('q') ?? '';
    if (q.startsWith(`mimeType = '${folderType}'`)) return listing(url, folderCount, folder);
    return q.startsWith('mimeType !=') ? listing(url, fileCount, file) : { files: [] };
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.endsWith('/export')) {
      count('texts');
      const at = /1file(\d+)/.exec(url.pathname)?.[1] ?? '';
      response.writeHead(200, { 'content-type': 'text/markdown' });
      response.end(
        `# Part ${at}\n\n${`The page ${at} of the manual tells of the valve ${at} and of how it is cleaned.\n\n`.repeat(8)}`,
      );
      return;
    }
    const found = answer(url);
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { error: { code: 404 } }));
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
