import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { SkipDocumentError } from '#kit';
import { type Archive, maxEntryBytes } from './archive.ts';

/** Where an entry lies in the file. */
interface Entry {
  readonly method: number;
  readonly packedBytes: number;
  readonly fullBytes: number;
  readonly headerAt: number;
}

const inflate = promisify(inflateRaw);
const endSize = 22;
const longestComment = 65_535;

/**
 * A zip of any size, zip64 among them: its directory is read once, an entry when it is asked for.
 * What an entry says of its size is held against what it unpacks to.
 */
export async function openZip(path: string, edition: string): Promise<Archive> {
  const entries = await withFile(path, readDirectory);
  return {
    names: [...entries.keys()].filter((name) => !name.endsWith('/')),
    edition,
    read(name) {
      const entry = entries.get(name);
      if (!entry)
        throw new SkipDocumentError(`The export has no ${name}.`, { code: 'export_damaged' });
      return withFile(path, (file) => readEntry(file, name, entry));
    },
  };
}

async function withFile<Value>(
  path: string,
  use: (file: FileHandle) => Promise<Value>,
): Promise<Value> {
  const file = await open(path, 'r');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<ReadonlyMap<string, Entry>> {
  const { size } = await file.stat();
  const { at, length } = await findDirectory(file, size);
  const bytes = await readAt(file, at, length);
  const entries = new Map<string, Entry>();
  for (let offset = 0; offset + 46 <= bytes.length && bytes.readUInt32LE(offset) === 0x02014b50; ) {
    const nameLength = bytes.readUInt16LE(offset + 28);
    const extraLength = bytes.readUInt16LE(offset + 30);
    const commentLength = bytes.readUInt16LE(offset + 32);
    const nameEnd = offset + 46 + nameLength;
    const name = bytes.toString('utf8', offset + 46, nameEnd);
    const extra = bytes.subarray(nameEnd, nameEnd + extraLength);
    entries.set(name, {
      method: bytes.readUInt16LE(offset + 10),
      ...largeValues(extra, {
        fullBytes: bytes.readUInt32LE(offset + 24),
        packedBytes: bytes.readUInt32LE(offset + 20),
        headerAt: bytes.readUInt32LE(offset + 42),
      }),
    });
    offset = nameEnd + extraLength + commentLength;
  }
  return entries;
}

async function findDirectory(file: FileHandle, size: number) {
  const tailAt = Math.max(0, size - endSize - longestComment);
  const tail = await readAt(file, tailAt, size - tailAt);
  let end = tail.length - endSize;
  while (end >= 0 && tail.readUInt32LE(end) !== 0x06054b50) end -= 1;
  if (end < 0) throw new SkipDocumentError('It is no zip archive.', { code: 'export_damaged' });
  const length = tail.readUInt32LE(end + 12);
  const at = tail.readUInt32LE(end + 16);
  const isLarge =
    at === 0xffffffff || length === 0xffffffff || tail.readUInt16LE(end + 10) === 0xffff;
  if (!isLarge || end < 20 || tail.readUInt32LE(end - 20) !== 0x07064b50) return { at, length };
  const record = await readAt(file, Number(tail.readBigUInt64LE(end - 12)), 56);
  return { at: Number(record.readBigUInt64LE(48)), length: Number(record.readBigUInt64LE(40)) };
}

/** Of zip64: each value that does not fit stands in the extra field, in this order. */
function largeValues(
  extra: Buffer,
  { fullBytes, packedBytes, headerAt }: Omit<Entry, 'method'>,
): Omit<Entry, 'method'> {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const take = (value: number) => {
      if (value !== 0xffffffff || next + 8 > extra.length) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    };
    return { fullBytes: take(fullBytes), packedBytes: take(packedBytes), headerAt: take(headerAt) };
  }
  return { fullBytes, packedBytes, headerAt };
}

async function readEntry(file: FileHandle, name: string, entry: Entry): Promise<Uint8Array> {
  if (entry.fullBytes > maxEntryBytes || entry.packedBytes > maxEntryBytes) {
    throw new SkipDocumentError(`${name} of the export is too large.`, { code: 'too_large' });
  }
  const header = await readAt(file, entry.headerAt, 30);
  const at = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = await readAt(file, at, entry.packedBytes);
  try {
    if (entry.method === 0) return packed;
    return await inflate(packed, { maxOutputLength: maxEntryBytes });
  } catch (cause) {
    throw new SkipDocumentError(`${name} of the export is damaged.`, {
      code: 'export_damaged',
      cause,
    });
  }
}

/** @throws SkipDocumentError when the file ends before. */
async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  if (bytesRead === length) return buffer;
  throw new SkipDocumentError('The archive ends too early.', { code: 'export_damaged' });
}
