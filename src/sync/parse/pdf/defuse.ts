import { inflateSync } from 'node:zlib';

/** No page of text comes near; a stream that inflates to more was made to fill memory. */
const maxStreamBytes = 128 * 1024 * 1024;
/** Streams may be packed several times over. */
const maxLayers = 4;

export interface DefusedPdf {
  readonly bytes: Uint8Array;
  /** A packed stream cannot be unpacked: where there is no text, it may be that it was lost. */
  readonly isDamaged: boolean;
}

/**
 * A copy of a PDF whose pictures stay packed: reading text needs none of them, and a small one can
 * name a size that unpacks to gigabytes. Undefined when a packed stream is a bomb itself.
 */
export function defusedCopy(bytes: Uint8Array): DefusedPdf | undefined {
  const copy = Buffer.from(bytes);
  for (const filter of ['/JBIG2Decode', '/JPXDecode', '/CCITTFaxDecode', '/DCTDecode']) {
    for (let at = copy.indexOf(filter); at >= 0; at = copy.indexOf(filter, at + filter.length)) {
      // Nobody knows a filter of this name, so the stream is left as it is.
      copy.write('X', at + 1);
    }
  }
  let isDamaged = false;
  for (let at = copy.indexOf('stream'); at >= 0; at = copy.indexOf('stream', at)) {
    const dictionary = copy.toString('latin1', Math.max(0, at - 400), at);
    at += 'stream'.length;
    if (copy[at] === 13) at++;
    if (copy[at] === 10) at++;
    const isImage = /\/Subtype\s*\/Image\b/.test(dictionary.slice(dictionary.lastIndexOf(' obj')));
    const state = isImage ? 'sound' : unpack(copy.subarray(at));
    if (state === 'bomb') return undefined;
    isDamaged ||= state === 'damaged';
  }
  // Memory of its own: the engine takes it away, and a pooled buffer belongs to others too.
  return { bytes: new Uint8Array(copy), isDamaged };
}

function unpack(packed: Uint8Array): 'sound' | 'damaged' | 'bomb' {
  let layer = packed;
  for (let depth = 0; depth < maxLayers && isZlib(layer); depth++) {
    try {
      layer = inflateSync(layer, { maxOutputLength: maxStreamBytes });
    } catch (error) {
      if (error instanceof RangeError) return 'bomb';
      // What only looks packed below the first layer is text that begins like it.
      return depth === 0 ? 'damaged' : 'sound';
    }
  }
  return 'sound';
}

function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
