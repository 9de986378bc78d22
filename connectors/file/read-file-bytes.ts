import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { asError, SkipDocumentError } from '#kit';
import { notAFile, tooLarge } from './skip-reasons.ts';

export interface FileBytes {
  readonly bytes: Buffer;
  /** `size:mtimeMs`, as the walk announces it. */
  readonly stamp: string;
  /** When content or attributes last changed, epoch milliseconds. */
  readonly changedAtMs: number;
}

export interface ReadLimits {
  /** Names the file in messages. */
  readonly name: string;
  readonly maxBytes: number;
}

/**
 * Reads a whole file that was a regular file when it was listed. If something else took its place
 * since, a link or a pipe, it is neither followed nor waited for.
 *
 * @throws SkipDocumentError
 */
export async function readFileBytes(path: string, limits: ReadLimits): Promise<FileBytes> {
  const { name, maxBytes } = limits;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, openFlags);
    const found = await handle.stat();
    if (!found.isFile()) throw skip(name, notAFile.code, notAFile.message);
    if (found.size > maxBytes) {
      const reason = tooLarge(found.size, maxBytes);
      throw skip(name, reason.code, reason.message);
    }
    const bytes = await readExactly(handle, found.size);
    if (bytes === undefined) throw changedWhileReading(name);
    return { bytes, stamp: stampOf(found), changedAtMs: Math.max(found.mtimeMs, found.ctimeMs) };
  } catch (thrown) {
    throw unreadable(name, thrown);
  } finally {
    await handle?.close();
  }
}

/** What changes when a file does, at the price of a `stat`. */
export function stampOf(found: { readonly size: number; readonly mtimeMs: number }): string {
  return `${found.size}:${found.mtimeMs}`;
}

/** Opening a pipe must not wait for a writer, and a link that was swapped in must not be followed. */
export const openFlags =
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Undefined when the file did not have that many bytes after all. */
async function readExactly(handle: FileHandle, size: number): Promise<Buffer | undefined> {
  // One byte more than expected, so that growth is seen.
  const buffer = Buffer.allocUnsafe(size + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length === size ? buffer.subarray(0, size) : undefined;
}

export function changedWhileReading(name: string): SkipDocumentError {
  return skip(
    name,
    'changed_while_reading',
    'it changed while it was being read',
    'Run again: the next run reads it as it is then.',
  );
}

/** Why one file cannot be read, and what helps. */
export function unreadable(name: string, thrown: unknown): SkipDocumentError {
  if (thrown instanceof SkipDocumentError) return thrown;
  const cause = asError(thrown);
  switch ('code' in cause ? cause.code : undefined) {
    case 'ENOENT':
    case 'ENOTDIR':
      return skip(name, 'vanished', 'it was there when the files were listed', 'Run again.', cause);
    case 'ELOOP':
      return skip(name, notAFile.code, 'a link took its place', 'Run again.', cause);
    case 'EACCES':
    case 'EPERM':
      return skip(
        name,
        'unreadable',
        'permission denied',
        'Let the user who runs the sync read it, or exclude it.',
        cause,
      );
    default:
      return skip(name, 'unreadable', cause.message, 'Make it readable, or exclude it.', cause);
  }
}

function skip(name: string, code: string, reason: string, hint?: string, cause?: Error) {
  return new SkipDocumentError(`${name} was not read: ${reason}.`, {
    code,
    ...(hint !== undefined && { hint }),
    ...(cause && { cause }),
  });
}
