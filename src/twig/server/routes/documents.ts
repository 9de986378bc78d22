import { type ManifestPage, manifestQuery } from '#twig/api/data-sources.ts';
import { dataSourceNotFound, refuse } from '../answers.ts';
import { readQuery } from '../read-input.ts';
import { findDataSource } from '../store/data-sources.ts';
import { listManifest } from '../store/documents.ts';
import { findNamespace } from '../store/syncs.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function documentHandlers({ reader }: ServerParts): RouteHandlers<'listDocuments'> {
  return {
    listDocuments(context) {
      const query = readQuery(context, manifestQuery);
      if (!query.ok) return query.answer;
      const { namespace, cursor, limit } = query.value;
      const after = cursor === undefined ? '' : readCursor(cursor);
      if (after === undefined) {
        const details = { cursor: 'is not the next_cursor of a page' };
        const message = 'The request is not valid: cursor.';
        return refuse(context, { code: 'invalid_request', message, details });
      }
      const id = context.req.param('id') ?? '';
      if (!findDataSource(reader, context.get('caller').organisation, id)) {
        return dataSourceNotFound(context, id);
      }
      // The seq before the rows: rows that are newer than their seq are noticed by `expected`.
      const { seq, metadata } = findNamespace(reader, id, namespace);
      const slice = { dataSourceId: id, namespace, after, limit: limit + 1 };
      const rows = listManifest(reader, slice);
      const documents = rows.slice(0, limit);
      const last = documents.at(-1);
      const next_cursor = rows.length > limit && last ? writeCursor(last.document_id) : null;
      const page = {
        documents,
        next_cursor,
        seq,
        metadata,
        describes: true,
      } satisfies ManifestPage;
      return context.json(page);
    },
  };
}

function writeCursor(documentId: string): string {
  return Buffer.from(JSON.stringify({ after: documentId })).toString('base64url');
}

function readCursor(cursor: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof parsed !== 'object' || parsed === null || !('after' in parsed)) return undefined;
    return typeof parsed.after === 'string' ? parsed.after : undefined;
  } catch {
    return undefined;
  }
}
