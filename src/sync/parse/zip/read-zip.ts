import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** As the archive declares it; `stateOf` finds out whether that is true. */
  readonly byteCount: number;
  readonly packedByteCount: number;
  /** Of what it holds, by CRC-32; 0 where the archive does not say. */
  readonly checksum: number;
  readonly isEncrypted: boolean;
  /** 0 stored, 8 deflated; others are not read here. */
  readonly method: number;
  readonly offset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const maxCommentLength = 0xffff;

/**
 * The table of contents of a ZIP archive, read without unpacking anything.
 *
 * @throws RangeError when the bytes are no archive, or one of the large kind (ZIP64).
 */
export function readZipDirectory(bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== entrySignature)
      throw new RangeError('its directory is broken');
    const nameLength = view.getUint16(at + 28, true);
    const byteCount = view.getUint32(at + 24, true);
    if (byteCount === 0xffffffff) throw new RangeError('it is a ZIP64 archive');
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      byteCount,
      packedByteCount: view.getUint32(at + 20, true),
      checksum: view.getUint32(at + 16, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEnd(view: DataView): number {
  const last = view.byteLength - endLength;
  for (let at = last; at >= Math.max(0, last - maxCommentLength); at--) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  throw new RangeError('it is no ZIP archive, or its end is missing');
}

/** `liar` is an entry that unpacks to more than its archive declares. */
export function stateOf(bytes: Uint8Array, entry: ZipEntry): 'sound' | 'damaged' | 'liar' {
  try {
    const content = readEntry(bytes, entry);
    return entry.checksum === 0 || crc32(content) === entry.checksum ? 'sound' : 'damaged';
  } catch (thrown) {
    const { code } = thrown instanceof Error && 'code' in thrown ? thrown : { code: undefined };
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'liar' : 'damaged';
  }
}

/**
 * What an entry holds.
 *
 * @throws RangeError when it holds more than the archive declares, or is not where it should be.
 */
export function readEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const packed = packedBytes(bytes, entry);
  if (packed === undefined) throw new RangeError(`its entry ${entry.name} is broken`);
  if (entry.method !== 8) return packed;
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.byteCount) });
}

function packedBytes(bytes: Uint8Array, entry: ZipEntry): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset } = entry;
  if (view.getUint32(offset, true) !== localSignature) return undefined;
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  return bytes.subarray(start, start + entry.packedByteCount);
}
