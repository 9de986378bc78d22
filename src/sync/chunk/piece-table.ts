/** Remembers numbers for short pieces of ASCII text, without making a string of any. */
export interface PieceTable {
  /** What was kept for these characters: never 0. 0 when nothing was, or they are none of its pieces. */
  get(text: string, start: number, end: number): number;
  /** False when the piece is too long or not ASCII: then nothing is kept. */
  set(text: string, start: number, end: number, value: number): boolean;
}

/** Longer pieces do not fit into the three numbers of a key. */
const maxLength = 12;
/** Numbers for each slot: the key's three and the value. */
const slotSize = 4;

/**
 * Four characters go into each number of a key, so that no two pieces share one: a text of ASCII has
 * no zero in it. Key and value lie side by side, for the memory is what such look-ups wait for.
 *
 * @param maxEntries a power of two; when there are more, all is forgotten
 */
export function createPieceTable(maxEntries: number): PieceTable {
  // Half empty, for more would make it slow.
  const slotCount = maxEntries * 2;
  const slots = new Int32Array(slotCount * slotSize);
  let entryCount = 0;
  // The key that was packed last.
  let head = 0;
  let middle = 0;
  let tail = 0;
  return {
    get(text, start, end) {
      return pack(text, start, end) ? (slots[slotOfKey() + 3] ?? 0) : 0;
    },
    set(text, start, end, value) {
      if (!pack(text, start, end)) return false;
      if (entryCount >= maxEntries) {
        slots.fill(0);
        entryCount = 0;
      }
      const slot = slotOfKey();
      if (slots[slot + 3] === 0) entryCount++;
      slots[slot] = head;
      slots[slot + 1] = middle;
      slots[slot + 2] = tail;
      slots[slot + 3] = value;
      return true;
    },
  };

  /** False when the piece has no key. */
  function pack(text: string, start: number, end: number): boolean {
    if (end - start > maxLength) return false;
    head = middle = tail = 0;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 0 || code > 127) return false;
      if (at < start + 4) head = (head << 8) | code;
      else if (at < start + 8) middle = (middle << 8) | code;
      else tail = (tail << 8) | code;
    }
    return true;
  }

  /** Where the key lies, or the free slot where it belongs. */
  function slotOfKey(): number {
    let hash = Math.imul(head, 0x9e3779b1) ^ Math.imul(middle, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(tail, 0xc2b2ae35);
    hash ^= hash >>> 13;
    for (let index = hash & (slotCount - 1); ; index = (index + 1) & (slotCount - 1)) {
      const slot = index * slotSize;
      if (slots[slot + 3] === 0) return slot;
      if (slots[slot] === head && slots[slot + 1] === middle && slots[slot + 2] === tail) {
        return slot;
      }
    }
  }
}
