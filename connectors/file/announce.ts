import { lstat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type ReadContext, type SourceEvent, sha256 } from '#kit';
import { blobHashOfFile } from './blob-hash.ts';
import type { IdentifiedFile } from './listing.ts';
import { type DocumentLoader, includedVersion, loadDocument } from './load-document.ts';
import { stampOf, unreadable } from './read-file-bytes.ts';
import { notAFile, tooLarge } from './skip-reasons.ts';
import { type AnnouncedFile, type DocumentRules, toDocument } from './to-document.ts';

export interface Announcer extends DocumentLoader {
  readonly rules: DocumentRules;
  readonly known: ReadContext<unknown>['known'];
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
      ...('version' in state && (await loadable(announcer, file, state.version))),
    };
    return { is: 'item', item: toDocument(announced, rules) };
  } catch (thrown) {
    signal.throwIfAborted();
    return { is: 'failed', id: file.id, error: unreadable(file.id, thrown) };
  }
}

type FileState =
  | Pick<AnnouncedFile, 'byteCount' | 'skip'>
  | (Pick<AnnouncedFile, 'byteCount' | 'updatedAt'> & {
      /** Of the file alone. */
      readonly version: string;
    });

async function stateOf(announcer: Announcer, file: IdentifiedFile): Promise<FileState> {
  const { place, options, signal } = announcer;
  const { maxBytes, versions } = options;
  if (file.committed) {
    const { blob: version, byteCount } = file.committed;
    if (byteCount !== undefined && byteCount > maxBytes) {
      return { byteCount, skip: tooLarge(byteCount, maxBytes) };
    }
    return { version, ...(byteCount !== undefined && { byteCount }) };
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
  };
}

/**
 * The version of a document: that of its file, of what it includes, and of the address below which
 * its forge shows it, since a new branch or remote moves every link.
 */
async function loadable(announcer: Announcer, file: IdentifiedFile, version: string) {
  const { repositoryUrl } = announcer.rules;
  const address = repositoryUrl === undefined ? '' : `@${sha256(repositoryUrl).slice(0, 8)}`;
  const known = await announcer.known(file.id);
  // This very file was found to include nothing.
  const isAlone = known?.version === `${version}${address}`;
  const included = isAlone ? undefined : await includedVersion(announcer, file);
  return {
    version: `${version}${included === undefined ? '' : `+${included}`}${address}`,
    load: (signal: AbortSignal) => loadDocument(announcer, file, { version, included }, signal),
  };
}
