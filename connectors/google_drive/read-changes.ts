import { RetryError, StopScopeError } from '#kit';
import type { Desk } from './desk.ts';
import type { DriveReadContext } from './drive-context.ts';
import { folderRow, folderType, isOtherFolder } from './folder-tree.ts';
import { shortcutType } from './kinds.ts';
import type { DriveCursor, DriveEvents } from './read.ts';
import { announceTargets, filesBelow } from './read-targets.ts';
import type { DriveChange, DriveFile } from './schemas.ts';

/** `list`: something happened that only a listing of everything tells the rest of. */
export type Outcome = 'done' | 'expired' | 'list';

interface Reading {
  readonly desk: Desk;
  readonly known: DriveReadContext['known'];
  /** The page that is being read. */
  readonly token: string;
}

/** More empty pages than this in a row are no feed. */
const mostEmptyPages = 1_000;

/** Reads the change feed to its end, with a mark after every page. */
export async function* readChanges(
  desk: Desk,
  known: DriveReadContext['known'],
  from: DriveCursor,
): DriveEvents<Outcome> {
  const { api, place, context } = desk;
  const seen = new Set<string>();
  let mustList = false;
  let empty = 0;
  for (let { token } = from; ; ) {
    const page = await api.changes(place, token, context.signal);
    if (page === undefined) return 'expired';
    for (const change of page.changes) {
      mustList = (yield* settle({ desk, known, token }, change)) || mustList;
    }
    empty = page.changes.length === 0 ? empty + 1 : 0;
    if ((!page.isLast && seen.has(page.next)) || empty > mostEmptyPages) throw endless();
    seen.add(token);
    token = page.next;
    if (page.isLast) {
      if (mustList) return 'list';
      yield* announceTargets(desk, desk.shortcuts.all());
    }
    // Until everything was listed the page that asked for it must come again.
    if (!mustList) yield { is: 'mark', cursor: { ...from, token } };
    if (page.isLast) return 'done';
  }
}

/** @returns whether everything must be listed to know what the change means. */
async function* settle(reading: Reading, change: DriveChange): DriveEvents<boolean> {
  const { desk } = reading;
  const { fileId, removed, file } = change;
  if (change.changeType === 'drive') {
    if (change.driveId !== desk.place.driveId) return false;
    if (removed) throw driveGone(desk);
    // Every document in it names it.
    return true;
  }
  if (fileId === undefined) return false;
  if (removed || file === undefined || file.trashed) return yield* settleMissing(reading, fileId);
  if (file.mimeType === folderType) {
    yield* settleFolder(reading, file);
    return false;
  }
  if (file.mimeType === shortcutType) {
    const { targetId, targetResourceKey: resourceKey } = file.shortcutDetails ?? {};
    // What it leads to is announced at the end of the feed.
    if (targetId !== undefined && (await desk.belongs(file))) {
      await desk.shortcuts.add({ id: file.id, targetId, resourceKey });
    }
    return false;
  }
  yield* settleFile(reading, file);
  return false;
}

async function* settleFile({ desk, known }: Reading, file: DriveFile): DriveEvents<void> {
  const standing = await desk.standing(file);
  if (standing === 'here') {
    yield { is: 'item', item: await desk.item(file) };
    return;
  }
  // What another scope reads is that scope's: it must not be withdrawn here.
  if (standing === 'elsewhere' || (await desk.shortcuts.reached(file.id))) return;
  if ((await known(file.id)) === undefined) return;
  yield { is: 'gone', id: file.id, reason: 'It lies where this source does not read.' };
}

/** What the feed calls gone or trashed; asked for by itself before it is believed. */
async function* settleMissing({ desk, known }: Reading, id: string): DriveEvents<boolean> {
  const { api, place, context, folders, shortcuts } = desk;
  if ((await folders.get(id)) !== undefined) return true;
  if (await shortcuts.has(id)) {
    await shortcuts.remove(id);
    return true;
  }
  if ((await known(id)) === undefined) return false;
  const found = await api.file(place, id, undefined, context.signal);
  if (found === undefined && (await desk.isSeenByOthers(id))) return false;
  if (found === undefined) {
    yield { is: 'gone', id, reason: 'Google Drive does not show it to this account any more.' };
  } else if (found.trashed) {
    yield { is: 'gone', id, reason: 'It lies in the trash.' };
  } else {
    yield* settleFile({ desk, known, token: '' }, found);
  }
  return false;
}

/**
 * The feed tells of a folder alone, whatever happens to all that lies in it. What it lies in, what it
 * is called and who reads it is listed with the files, a thousand for each request; nothing is loaded.
 */
async function* settleFolder(reading: Reading, folder: DriveFile): DriveEvents<void> {
  const { desk, token } = reading;
  const before = await desk.folders.get(folder.id);
  const isKnown = before !== undefined && before.seenIn !== token;
  if (isKnown && !isOtherFolder(before, folderRow(folder))) return;
  // A page that is read a second time, after a crash, finds its own token and lists again.
  for await (const file of filesBelow(desk, folder, token)) yield* settleFile(reading, file);
}

function driveGone({ place }: Desk): StopScopeError {
  return new StopScopeError(
    `The shared drive "${place.scope.title}" is gone, or this account is no member any more.`,
    {
      code: 'drive_gone',
      hint: 'Its documents stay until the drive is taken out of the configuration.',
    },
  );
}

function endless(): RetryError {
  return new RetryError('Google Drive gives the same page of changes again and again.', {
    code: 'paging_loop',
  });
}
