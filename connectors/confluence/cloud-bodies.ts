import { readShape } from '#kit';
import type { ConfluenceApi } from './api.ts';
import { places } from './cloud-places.ts';
import type { Connection, Request } from './connection.ts';
import type { Body } from './content-node.ts';
import { missingBody } from './missing-body.ts';
import { bodyV2 } from './schemas.ts';

/** What pages and comments of Cloud say: the storage format, and where there is none the nearest to it. */
export function createCloudBodies(
  connection: Connection,
): Pick<ConfluenceApi, 'body' | 'commentBody'> {
  async function readBody(request: Request, signal: AbortSignal) {
    return readShape(bodyV2, await connection.json(request, signal), request.what);
  }

  return {
    async body({ id, kind, title }, signal) {
      const { path, scope } = places[kind];
      const request = (format: string): Request => ({
        path: `/api/v2/${path}/${encodeURIComponent(id)}`,
        query: { 'body-format': format, 'include-properties': 'true' },
        what: `the text of "${title}"`,
        scope,
      });
      const stored = await readBody(request('storage'), signal);
      const editor = stored.properties?.results?.find(({ key }) => key === 'editor')?.value;
      const hasTitledAnchors = editor === 'v1';
      const storage = stored.body?.storage?.value;
      if (storage !== undefined) return { format: 'storage', value: storage, hasTitledAnchors };
      for (const [format, name] of [
        ['adf', 'atlas_doc_format'],
        ['view', 'view'],
      ] as const) {
        const other = (await readBody(request(name), signal)).body?.[name]?.value;
        if (other !== undefined) return { format, value: other, hasTitledAnchors };
      }
      throw missingBody(`the text of "${title}"`);
    },

    async commentBody({ id, where }, signal): Promise<Body> {
      const request: Request = {
        path: `/api/v2/${where}-comments/${encodeURIComponent(id)}`,
        query: { 'body-format': 'storage' },
        what: `the comment ${id}`,
        scope: 'read:comment:confluence',
      };
      const value = (await readBody(request, signal)).body?.storage?.value;
      if (value === undefined) throw missingBody(request.what);
      return { format: 'storage', value, hasTitledAnchors: false };
    },
  };
}
