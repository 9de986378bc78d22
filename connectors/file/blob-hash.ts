import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { openFlags } from './read-file-bytes.ts';

/** The name that git gives to this content. */
export function blobHash(bytes: Uint8Array, algorithm: 'sha1' | 'sha256'): string {
  return startBlob(bytes.length, algorithm).update(bytes).digest('hex');
}

/** The same of a file on disk, without holding it in memory. */
export async function blobHashOfFile(
  path: string,
  byteCount: number,
  algorithm: 'sha1' | 'sha256',
  signal: AbortSignal,
): Promise<string> {
  const hash = startBlob(byteCount, algorithm);
  const handle = await open(path, openFlags);
  for await (const part of handle.createReadStream({ signal })) hash.update(part);
  return hash.digest('hex');
}

function startBlob(byteCount: number, algorithm: 'sha1' | 'sha256'): Hash {
  return createHash(algorithm).update(`blob ${byteCount}\0`);
}
