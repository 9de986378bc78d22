import { inflateSync } from 'node:zlib';

/** No page of text comes near; a stream that inflates to more was made to fill memory. */
const maxStreamBytes = 128 * 1024 * 1024;
/** Streams may be packed several times over. */
const maxLayers = 4;

/**
 * A copy of a PDF whose pictures stay packed: reading text needs none of them, and a small one can
 * name a size that unpacks to gigabytes. Undefined when a packed stream is a bomb itself.
 */
export function defusedCopy(bytes: Uint8Array): Uint8Array | undefined {
  const copy = Buffer.from(bytes);
  for (const filter of ['/JBIG2Decode', '/JPXDecode', '/CCITTFaxDecode', '/DCTDecode']) {
    for (let at = copy.indexOf(filter); at >= 0; at = copy.indexOf(filter, at + filter.length)) {
      // Nobody knows a filter of this name, so the stream is left as it is.
      copy.write('X', at + 1);
    }
  }
  for (let at = copy.indexOf('stream'); at >= 0; at = copy.indexOf('stream', at)) {
    const dictionary = copy.toString('latin1', Math.max(0, at - 400), at);
    at += 'stream'.length;
    if (copy[at] === 13) at++;
    if (copy[at] === 10) at++;
    const isImage = /\/Subtype\s*\/Image\b/.test(dictionary.slice(dictionary.lastIndexOf(' obj')));
    if (!isImage && isBomb(copy.subarray(at))) return undefined;
  }
  // Memory of its own: the engine takes it away, and a pooled buffer belongs to others too.
  return new Uint8Array(copy);
}

function isBomb(packed: Uint8Array): boolean {
  let layer = packed;
  for (let depth = 0; depth < maxLayers && isZlib(layer); depth++) {
    try {
      layer = inflateSync(layer, { maxOutputLength: maxStreamBytes });
    } catch (error) {
      // Damaged streams are the engine's to judge.
      return error instanceof RangeError;
    }
  }
  return false;
}

function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
