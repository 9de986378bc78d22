import { lstat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { SourceEvent } from '#kit';
import { blobHashOfFile } from './blob-hash.ts';
import type { IdentifiedFile } from './listing.ts';
import { type LoadOptions, loadContent } from './load-content.ts';
import type { Place } from './place.ts';
import { stampOf, unreadable } from './read-file-bytes.ts';
import { notAFile, tooLarge } from './skip-reasons.ts';
import { type AnnouncedFile, type DocumentRules, toDocument } from './to-document.ts';

export interface Announcer {
  readonly place: Place;
  readonly rules: DocumentRules;
  readonly options: LoadOptions;
  readonly signal: AbortSignal;
}

/** Finds the version of one listed file. The disk is asked only where git does not vouch for it. */
export async function announce(
  announcer: Announcer,
  file: IdentifiedFile,
): Promise<Extract<SourceEvent, { readonly is: 'item' | 'failed' }>> {
  const { place, rules, signal } = announcer;
  try {
    const state = file.skip ? { skip: file.skip } : await stateOf(announcer, file);
    signal.throwIfAborted();
    const announced: AnnouncedFile = {
      id: file.id,
      below: place.below(file.path),
      target: file.target,
      fileUrl: pathToFileURL(place.onDisk(file.target)).href,
      ...state,
    };
    return { is: 'item', item: toDocument(announced, rules) };
  } catch (thrown) {
    signal.throwIfAborted();
    return { is: 'failed', id: file.id, error: unreadable(file.id, thrown) };
  }
}

type FileState = Pick<AnnouncedFile, 'version' | 'byteCount' | 'updatedAt' | 'skip' | 'load'>;

async function stateOf(announcer: Announcer, file: IdentifiedFile): Promise<FileState> {
  const { place, options, signal } = announcer;
  const { maxBytes, versions } = options;
  if (file.committed) {
    const { blob: version, byteCount } = file.committed;
    if (byteCount !== undefined && byteCount > maxBytes) {
      return { version, byteCount, skip: tooLarge(byteCount, maxBytes) };
    }
    return {
      version,
      ...(byteCount !== undefined && { byteCount }),
      load: (signal) => loadContent(place, file, version, options, signal),
    };
  }
  const onDisk = place.onDisk(file.target);
  const found = await lstat(onDisk);
  if (!found.isFile()) return { skip: notAFile };
  const byteCount = found.size;
  if (byteCount > maxBytes) return { byteCount, skip: tooLarge(byteCount, maxBytes) };
  const version =
    versions === 'blob' && place.git
      ? await blobHashOfFile(onDisk, byteCount, place.git.hash, signal)
      : stampOf(found);
  return {
    version,
    byteCount,
    // A checkout gives every file the time of the checkout, which says nothing of its age.
    ...(versions === 'stat' && { updatedAt: found.mtime.toISOString() }),
    load: (signal) => loadContent(place, file, version, options, signal),
  };
}
