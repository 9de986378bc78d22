import { type Content, RetryError } from '#kit';
import { type GraphApi, named } from './api.ts';
import { conversionOf, extensionOf } from './kinds.ts';
import { loadRefusal } from './refusal.ts';
import type { DriveItem } from './schemas.ts';

/**
 * The content of a file, or what Microsoft converts it into. SharePoint writes properties into Office
 * files, so neither the size nor the hash of an upload says anything of what comes.
 */
export async function loadFile(
  api: GraphApi,
  { driveId, item }: { readonly driveId: string; readonly item: DriveItem },
  maxBytes: number,
  signal: AbortSignal,
): Promise<Content> {
  const format = conversionOf(item);
  const name = item.name ?? item.id;
  const answer = await api.content(
    { driveId, item, ...(format && { format }) },
    { maxBytes, signal },
  );
  const what = `the content of ${named(item)}`;
  if (answer.status !== 200) throw loadRefusal(answer, what);
  const bytes = answer.body;
  const sent = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isEmptyByMistake(item, bytes) || isErrorPage(sent, item, format)) {
    throw new RetryError(`${what} is ${sent || 'of no kind'} (${bytes.byteLength} bytes).`, {
      code: 'bad_answer',
      hint: 'A proxy may stand in front of SharePoint: try the address in base_url.',
    });
  }
  if (format === 'pdf') {
    return { as: 'bytes', mediaType: 'application/pdf', name: `${name}.pdf`, bytes };
  }
  if (format === 'html') {
    return { as: 'text', mediaType: 'text/html', text: new TextDecoder().decode(bytes) };
  }
  const mediaType = item.file?.mimeType ?? 'application/octet-stream';
  return { as: 'bytes', mediaType, name, bytes };
}

function isEmptyByMistake({ size }: DriveItem, bytes: Uint8Array): boolean {
  return bytes.byteLength === 0 && (size ?? 0) > 0;
}

/** A login page or an answer of a proxy is no document. */
function isErrorPage(sent: string, item: DriveItem, format: string | undefined): boolean {
  if (sent !== 'text/html' || format === 'html') return false;
  return item.file?.mimeType !== 'text/html' && !/^x?html?$/.test(extensionOf(item.name));
}
