import { SkipDocumentError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';
import { formatBytes } from '#util/format-bytes.ts';
import { readZipDirectory, stateOf, type ZipEntry } from './read-zip.ts';

const maxEntryCount = 10_000;
const maxUnpackedBytes = 256 * 1024 * 1024;
/** Markup packs well, but what packs better than this and is large was made to fill memory. */
const maxRatio = 300;
const smallBytes = 8 * 1024 * 1024;

/**
 * Looks at an archive before a library unpacks it.
 *
 * @param parts which entries the library will read; those are unpacked once to see that they hold
 *   no more than they declare
 * @throws SkipDocumentError `malformed`, `encrypted` or `archive_bomb`
 */
export function checkArchive(bytes: Uint8Array, name: string, parts: RegExp): readonly ZipEntry[] {
  const entries = directoryOf(bytes, name);
  if (entries.some((entry) => entry.isEncrypted)) {
    throw new SkipDocumentError(`${name} is encrypted and needs a password.`, {
      code: 'encrypted',
      hint: 'Save it without a password, or exclude it.',
    });
  }
  const bomb = bombReason(entries);
  if (bomb !== undefined) throw archiveBomb(name, bomb);
  for (const entry of entries.filter((entry) => parts.test(entry.name))) {
    const state = stateOf(bytes, entry);
    if (state === 'liar') throw archiveBomb(name, `${entry.name} holds more than the archive says`);
    if (state === 'damaged') throw damaged(name, new Error(`its entry ${entry.name} is broken`));
  }
  return entries;
}

function archiveBomb(name: string, reason: string): SkipDocumentError {
  return new SkipDocumentError(`${name} was not unpacked: ${reason}.`, {
    code: 'archive_bomb',
    hint: 'Exclude it, unless you know who made it; then save it anew.',
  });
}

function damaged(name: string, cause: Error): SkipDocumentError {
  return new SkipDocumentError(`${name} is damaged: ${cause.message}.`, {
    code: 'malformed',
    hint: 'Save it anew with the program that made it, or exclude it.',
    cause,
  });
}

function directoryOf(bytes: Uint8Array, name: string): readonly ZipEntry[] {
  try {
    return readZipDirectory(bytes);
  } catch (cause) {
    // Every offset is read through a view, which throws a RangeError beyond the end.
    throw damaged(name, asError(cause));
  }
}

function bombReason(entries: readonly ZipEntry[]): string | undefined {
  if (entries.length > maxEntryCount) return `it has ${entries.length} entries`;
  const total = entries.reduce((sum, entry) => sum + entry.byteCount, 0);
  if (total > maxUnpackedBytes) return `it unpacks to ${formatBytes(total)}`;
  const dense = entries.find(
    ({ byteCount, packedByteCount }) =>
      byteCount > smallBytes && byteCount > maxRatio * packedByteCount,
  );
  return dense && `${dense.name} unpacks to ${formatBytes(dense.byteCount)}`;
}
