import { posix } from 'node:path';
import { type Content, SkipDocumentError } from '#kit';
import { blobHash } from './blob-hash.ts';
import { readBlob } from './git.ts';
import { lfsObject, onlyPointer } from './lfs-pointer.ts';
import type { ListedFile, Listing } from './listing.ts';
import { mediaTypeOf } from './media-type.ts';
import type { GitPlace, Place } from './place.ts';
import { changedWhileReading, readFileBytes } from './read-file-bytes.ts';

export interface LoadOptions {
  readonly maxBytes: number;
  /** When the files were listed, epoch milliseconds. */
  readonly listedAtMs: number;
  readonly versions: Listing['versions'];
}

/**
 * Loads what was announced under `version`: content that belongs to another version would stay in the
 * data source for as long as the file keeps that version.
 *
 * @throws SkipDocumentError
 */
export async function loadContent(
  place: Place,
  file: ListedFile & { readonly id: string },
  version: string,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<Content> {
  const bytes = await loadBytes(place, file, version, options, signal);
  if (lfsObject(bytes) !== undefined) throw onlyPointer(file.id);
  const name = posix.basename(file.path);
  return { as: 'bytes', mediaType: mediaTypeOf(name), name, bytes };
}

async function loadBytes(
  place: Place,
  file: ListedFile & { readonly id: string },
  version: string,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<Buffer> {
  const limits = { name: file.id, maxBytes: options.maxBytes };
  const path = place.onDisk(file.target);
  if (place.git && file.committed) {
    return loadCommitted(place.git, path, file.committed.blob, { ...options, ...limits }, signal);
  }
  const { bytes, stamp } = await readFileBytes(path, limits);
  const isBlob = options.versions === 'blob' && place.git !== undefined;
  const found = isBlob ? blobHash(bytes, place.git.hash) : stamp;
  if (found !== version) throw changedWhileReading(file.id);
  return bytes;
}

/** File systems stamp a change with the last tick of the kernel's clock, a little in the past. */
const fileTimeGrainMs = 20;

/**
 * The file on disk, which may rightly differ from git's blob (line endings, Git LFS); the blob where
 * there is no readable file, as in a sparse checkout, or where it was edited since the listing.
 */
async function loadCommitted(
  { git, hash }: GitPlace,
  path: string,
  blob: string,
  options: LoadOptions & { readonly name: string },
  signal: AbortSignal,
): Promise<Buffer> {
  const onDisk = await readUnlessMissing(path, options);
  if (onDisk === undefined) return readBlob(git, blob, signal);
  const wasEdited =
    onDisk.changedAtMs >= options.listedAtMs - fileTimeGrainMs &&
    blobHash(onDisk.bytes, hash) !== blob;
  return wasEdited ? readBlob(git, blob, signal) : onDisk.bytes;
}

async function readUnlessMissing(path: string, options: LoadOptions & { readonly name: string }) {
  try {
    return await readFileBytes(path, options);
  } catch (error) {
    if (error instanceof SkipDocumentError && error.code !== 'too_large') return undefined;
    throw error;
  }
}
