import type { Gone, Item, Scope } from '#kit';
import type { NotionContext } from './client.ts';
import { dataSourceSummary, dataSourceVersion } from './data-source-summary.ts';
import type { Found } from './endpoints.ts';
import { isNotFound, isRefused } from './explain-error.ts';
import { loadFile } from './load-file.ts';
import { versionNow } from './page-version.ts';
import { everythingShared } from './read.ts';
import { commentsOf, readPage } from './read-page.ts';
import { dataSourceItem, fileItem, markdownContent, pageItem, splitFileId } from './to-document.ts';
import type { Workspace } from './workspace.ts';

/**
 * One document by its id. What the connection may not see is answered as what is not there, and both
 * are gone for us.
 */
export async function getDocument(
  context: NotionContext,
  workspace: Workspace,
  scope: Scope,
  id: string,
): Promise<Item | Gone> {
  const { config, clock } = context;
  const { places } = workspace;
  const file = splitFileId(id);
  const found = await find(workspace, file?.pageId ?? id);
  if (found === undefined) return { id, reason: 'Notion does not have it, or shares it no more.' };
  if (found.in_trash) return { id, reason: 'It lies in the trash.' };
  if (
    scope.id !== everythingShared &&
    (await places.rootOf(found, new Set(config.roots))) !== scope.id
  ) {
    return { id, reason: 'It does not lie below this root any more.' };
  }
  const breadcrumb = await places.trail(found);
  if (found.object === 'data_source') {
    return dataSourceItem(found, {
      config,
      version: dataSourceVersion(found),
      breadcrumb,
      load: async () => markdownContent(dataSourceSummary(found)),
    });
  }
  const nowMs = clock.now();
  const comments = config.hasComments ? await commentsOf(workspace, found.id) : undefined;
  const reading = await readPage(context, workspace, found, { comments });
  if (file !== undefined) {
    const shown = reading.files.find(({ key }) => key === file.key);
    if (shown === undefined || !config.hasFiles) {
      return { id, reason: 'Its page does not show it any more.' };
    }
    return fileItem(found, shown, {
      config,
      breadcrumb,
      load: (signal) => loadFile(context, workspace, file, signal),
    });
  }
  return pageItem(found, {
    config,
    version: versionNow(found, comments, nowMs),
    breadcrumb,
    record: reading,
    load: async () => reading.content,
  });
}

async function find({ api }: Workspace, id: string): Promise<Found | undefined> {
  for (const ask of [() => api.page(id), () => api.dataSource(id)]) {
    try {
      return await ask();
    } catch (error) {
      if (!isNotFound(error) && !isRefused(error)) throw error;
    }
  }
  return undefined;
}
