/** One stretch of memory with the lines of one part, side by side. */
export type Slab = Uint8Array<ArrayBuffer>;

/**
 * Memory for the lines of the open part and of the one that is being sent, used again and again: small
 * buffers that live as long as a part would be garbage that is collected late.
 */
export interface LineStore {
  /** A line of the open part; undefined when it finds no room within `maxBytes` behind the others. */
  write(text: string, maxBytes: number): Uint8Array | undefined;
  /** Ends the open part. Its lines stay as they are until its memory is given back. */
  close(): Slab;
  giveBack(slab: Slab): void;
}

const encoder = new TextEncoder();

/** @param slabBytes what a part may grow to; it costs memory only as it fills */
export function createLineStore(slabBytes: number): LineStore {
  let open: Slab | undefined;
  let spare: Slab | undefined;
  let used = 0;

  const opened = (): Slab => {
    open ??= spare ?? new Uint8Array(slabBytes);
    spare = undefined;
    return open;
  };

  return {
    write(text, maxBytes) {
      const room = opened().subarray(used, Math.max(used, maxBytes));
      // A character takes a byte at least.
      if (text.length > room.byteLength) return undefined;
      const { read, written } = encoder.encodeInto(text, room);
      if (read < text.length) return undefined;
      used += written;
      return room.subarray(0, written);
    },
    close() {
      const slab = opened();
      open = undefined;
      used = 0;
      return slab;
    },
    giveBack(slab) {
      spare ??= slab;
    },
  };
}
