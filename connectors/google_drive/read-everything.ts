import { type Item, RetryError } from '#kit';
import type { Desk } from './desk.ts';
import type { DriveReadContext } from './drive-context.ts';
import { createEditorNotes } from './editor-notes.ts';
import { folderRow, folderType } from './folder-tree.ts';
import { shortcutType } from './kinds.ts';
import type { FolderRoot } from './options.ts';
import type { DriveEvents } from './read.ts';
import { announceTargets } from './read-targets.ts';
import type { Shortcut } from './shortcuts.ts';

const notTrashed = 'trashed = false';

/**
 * Lists folders first, so that every file knows where it lies, then shortcuts, then all files, and at
 * last what shortcuts lead to beyond them. An interrupted listing begins anew; it costs a request for
 * each thousand files, and loads nothing twice.
 *
 * @returns whether everything was seen.
 */
export async function* readEverything(
  desk: Desk,
  known: DriveReadContext['known'],
): DriveEvents<boolean> {
  const { api, place, context, folders, shortcuts } = desk;
  const { signal } = context;
  let isWhole = true;
  const seenFolders = new Set<string>();
  const ofType = (mimeType: string) => `mimeType = '${mimeType}' and ${notTrashed}`;
  for await (const { files, isIncomplete } of api.files(place, ofType(folderType), signal)) {
    isWhole &&= !isIncomplete;
    for (const { id } of files) seenFolders.add(id);
    await folders.add(files.map((file) => folderRow(file)));
  }
  const led = new Map<string, Shortcut>();
  await shortcuts.forgetAll();
  for await (const { files, isIncomplete } of api.files(place, ofType(shortcutType), signal)) {
    isWhole &&= !isIncomplete;
    for (const file of files) {
      const { targetId, targetResourceKey } = file.shortcutDetails ?? {};
      if (targetId === undefined || !(await desk.belongs(file))) continue;
      const shortcut = { id: file.id, targetId, resourceKey: targetResourceKey };
      await shortcuts.add(shortcut);
      if (!seenFolders.has(targetId)) led.set(targetId, shortcut);
    }
  }
  for (const { id, resourceKey } of foldersOfNobody(desk)) {
    if (seenFolders.has(id)) continue;
    const root = { id: `root:${id}`, targetId: id, resourceKey };
    await shortcuts.add(root);
    led.set(id, root);
  }
  const others = `mimeType != '${folderType}' and mimeType != '${shortcutType}' and ${notTrashed}`;
  const isKnown = async ({ id, version }: Item) => (await known(id))?.version === version;
  const noteEditor = createEditorNotes(api, place, signal);
  for await (const { files, isIncomplete } of api.files(place, others, signal)) {
    isWhole &&= !isIncomplete;
    for (const file of files) {
      if (!(await desk.belongs(file))) continue;
      led.delete(file.id);
      const item = await desk.item(file);
      if (context.config.hasDeepLinks && !item.skip && !(await isKnown(item))) {
        const message = await noteEditor(file);
        if (message !== undefined) yield { is: 'noted', message };
      }
      yield { is: 'item', item };
    }
  }
  yield* announceTargets(desk, led.values());
  if (isWhole) await folders.retain(seenFolders);
  else yield { is: 'failed', error: incomplete(place.scope.title) };
  return isWhole;
}

/** Folders of the configuration that no listing may show, for they are only shared by link: one scope opens them. */
function foldersOfNobody({ context: { config }, place }: Desk): readonly FolderRoot[] {
  const isFirst = place.driveId === undefined && place.subject === (config.users[0] ?? '');
  return isFirst ? config.folders : [];
}

function incomplete(title: string): RetryError {
  return new RetryError(`Google did not look everywhere while it listed "${title}".`, {
    code: 'incomplete_search',
    hint: 'Nothing was deleted. The next sync lists it again.',
  });
}
