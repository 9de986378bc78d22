import { type Content, followRedirects, RetryError, SkipDocumentError } from '#kit';
import type { NotionContext } from './client.ts';
import { readPage } from './read-page.ts';
import { type OpenFile, openFile } from './text/page-files.ts';
import type { Workspace } from './workspace.ts';

export interface FileAddress {
  readonly pageId: string;
  readonly key: string;
}

/** The page's file with an address that works now; undefined when the page has it no more. */
export async function findFile(
  context: NotionContext,
  workspace: Workspace,
  { pageId, key }: FileAddress,
  signal: AbortSignal,
): Promise<OpenFile | undefined> {
  const page = await workspace.api.page(pageId, signal);
  const { files } = await readPage(context, workspace, page, {
    comments: [],
    isRead: false,
    signal,
  });
  return files.find((file) => file.key === key);
}

/** Asks for the page again: its addresses of files work for about an hour. No token goes to them. */
export async function loadFile(
  context: NotionContext,
  workspace: Workspace,
  address: FileAddress,
  signal: AbortSignal,
): Promise<Content> {
  const { config, http } = context;
  const file = await findFile(context, workspace, address, signal);
  if (file === undefined) {
    throw new SkipDocumentError('The page does not show this file any more.', {
      code: 'notion_file_replaced',
      hint: 'The next sync reads the page again.',
    });
  }
  const { status, headers, body } = await fetchFile(file, { http, config, signal });
  if (status === 200) {
    const mediaType = headers['content-type']?.split(';')[0]?.trim() ?? '';
    return {
      as: 'bytes',
      mediaType: mediaType === '' ? 'application/octet-stream' : mediaType,
      name: file.name,
      bytes: body,
    };
  }
  const message = `The file ${file.name} was answered with status ${status}.`;
  if (status === 408 || status === 429 || status >= 500) {
    throw new RetryError(message, { code: `http_${status}` });
  }
  throw new SkipDocumentError(message, { code: `http_${status}` });
}

async function fetchFile(
  { url, name }: OpenFile,
  { http, config, signal }: Pick<NotionContext, 'http' | 'config' | 'signal'>,
) {
  try {
    return await followRedirects(http)(
      {
        url,
        maxBytes: config.maxFileBytes,
        timeoutMs: config.timeoutMs,
        // Not to wherever a host of files may lead: those of Notion lead to each other.
        follow: (target) => openFile(target, name, config.fileHosts) !== undefined,
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RetryError)) throw error;
    // The address in its message is a signed one.
    throw new RetryError(`The file ${name} was not answered.`, { code: error.code });
  }
}
