import { crc32 } from 'node:zlib';
import { readEntry, type ZipEntry } from './read-zip.ts';

/**
 * A new archive of these entries, unpacked. A library that reads an archive from front to back, and
 * not by its directory, finds in it nothing but what was checked.
 *
 * @throws RangeError when an entry is broken.
 */
export function storedArchive(bytes: Uint8Array, entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const content = readEntry(bytes, entry);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(content.byteLength, 14);
    shared.writeUInt32LE(content.byteLength, 18);
    shared.writeUInt16LE(name.byteLength, 22);
    files.push(Buffer.from('PK\x03\x04'), shared, name, Buffer.from(content));
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), shared, place, name);
    offset += 4 + shared.byteLength + name.byteLength + content.byteLength;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(table.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, table, end]);
}
