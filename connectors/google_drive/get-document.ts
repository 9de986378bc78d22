import { type Gone, type Item, SkipDocumentError } from '#kit';
import type { Desk } from './desk.ts';
import { folderType } from './folder-tree.ts';
import { shortcutType } from './kinds.ts';

/** One document by its id, as the listing of its scope would show it. */
export async function getDocument(desk: Desk, id: string): Promise<Item | Gone> {
  const { api, place, context, shortcuts } = desk;
  const gone = (reason: string): Gone => ({ id, reason });
  const reached = await shortcuts.reached(id);
  const file = await api.file(place, id, reached?.resourceKey, context.signal);
  if (file === undefined && (await desk.isSeenByOthers(id))) {
    throw new SkipDocumentError(
      `${place.subject} does not see the file ${id} any more, another user does.`,
      {
        code: 'seen_by_another_user',
        hint: 'The next listing of what that user sees reads it.',
      },
    );
  }
  if (file === undefined) return gone('Google Drive does not show it to this account any more.');
  if (file.trashed) return gone('It lies in the trash.');
  if (file.mimeType === folderType || file.mimeType === shortcutType) return gone('It is no file.');
  const isHere = place.driveId === undefined || file.driveId === place.driveId;
  if (isHere && (await desk.belongs(file))) return desk.item(file);
  if (reached && !desk.isReadElsewhere(file)) {
    for await (const { targetId } of shortcuts.all()) {
      if (targetId === reached.targetId) return desk.item(file);
    }
  }
  return gone('It lies where this scope does not read.');
}
