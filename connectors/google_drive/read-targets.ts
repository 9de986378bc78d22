import type { Desk } from './desk.ts';
import { folderRow, folderType } from './folder-tree.ts';
import { shortcutType } from './kinds.ts';
import type { DriveEvents } from './read.ts';
import type { DriveFile } from './schemas.ts';
import type { Shortcut } from './shortcuts.ts';

/** Announces what shortcuts lead to, where no listing shows it: each once, folders with all in them. */
export async function* announceTargets(
  desk: Desk,
  shortcuts: Iterable<Shortcut> | AsyncIterable<Shortcut>,
): DriveEvents<void> {
  const { api, place, context } = desk;
  const announced = new Set<string>();
  for await (const { targetId, resourceKey } of shortcuts) {
    if (announced.has(targetId)) continue;
    announced.add(targetId);
    const target = await api.file(place, targetId, resourceKey, context.signal);
    // A shortcut outlives what it leads to, and may lead to what this account cannot see.
    if (target === undefined || target.trashed || target.mimeType === shortcutType) continue;
    if (desk.isReadElsewhere(target)) continue;
    const opened = resourceKey === undefined ? target : { ...target, resourceKey };
    const found = target.mimeType === folderType ? filesBelow(desk, opened) : [target];
    for await (const file of found) {
      if (file.id !== targetId && announced.has(file.id)) continue;
      announced.add(file.id);
      await desk.shortcuts.noteReached(file.id, { targetId, resourceKey });
      const key = file.resourceKey ?? (file.id === targetId ? resourceKey : undefined);
      yield { is: 'item', item: await desk.item(key ? { ...file, resourceKey: key } : file) };
    }
  }
}

/** Each costs a request of its own otherwise; a query may not be much longer. */
const foldersAtOnce = 20;

/** Every file in a folder and below, without shortcuts; a folder that comes again is not entered twice. */
export async function* filesBelow(
  { api, place, context, folders }: Desk,
  top: DriveFile,
  seenIn = '',
): AsyncGenerator<DriveFile> {
  const { driveId } = top;
  const isInDrive =
    driveId !== undefined && (driveId === place.driveId || place.memberDrives.has(driveId));
  // A target may lie where the corpus of its shortcut does not reach.
  const corpus = { subject: place.subject, driveId: isInDrive ? driveId : undefined };
  const entered = new Set([top.id]);
  const waiting = [top.id];
  const keys = new Map([[top.id, top.resourceKey]]);
  await folders.add([folderRow(top, seenIn)]);
  while (waiting.length > 0) {
    const parents = waiting.splice(-foldersAtOnce).map((id) => `'${id}' in parents`);
    const query = `(${parents.join(' or ')}) and trashed = false`;
    for await (const { files } of api.files(corpus, query, context.signal, keys)) {
      for (const file of files) {
        if (file.mimeType === folderType) {
          if (entered.has(file.id)) continue;
          entered.add(file.id);
          keys.set(file.id, file.resourceKey);
          waiting.push(file.id);
          await folders.add([folderRow(file, seenIn)]);
        } else if (file.mimeType !== shortcutType) {
          yield file;
        }
      }
    }
  }
}
