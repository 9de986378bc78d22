/** Remembers numbers for short pieces of ASCII text, without making a string of any. */
export interface PieceTable {
  /** What was kept for these characters: never 0. 0 when nothing was, or they are none of its pieces. */
  get(units: Uint16Array, start: number, end: number): number;
  /** False when the piece is too long or not ASCII: then nothing is kept. */
  set(units: Uint16Array, start: number, end: number, value: number): boolean;
  /**
   * What was kept for the word that begins there, found while it is read: letters, with one blank or
   * sign before them. 16 times its length, and the number, which must be below 16; 0 when nothing was
   * kept, and where what follows, or an apostrophe in front, may make it another piece.
   */
  word(units: Uint16Array, start: number, limit: number): number;
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
  return {
    get(units, start, end) {
      if (!hasKey(units, start, end)) return 0;
      const head = packed(units, start, end);
      const middle = packed(units, start + 4, end);
      return numberOf(head, middle, packed(units, start + 8, end));
    },
    set(units, start, end, value) {
      if (!hasKey(units, start, end)) return false;
      if (entryCount >= maxEntries) {
        slots.fill(0);
        entryCount = 0;
      }
      const head = packed(units, start, end);
      const middle = packed(units, start + 4, end);
      const tail = packed(units, start + 8, end);
      const slot = slotOf(head, middle, tail);
      if (slots[slot + 3] === 0) entryCount++;
      slots[slot] = head;
      slots[slot + 1] = middle;
      slots[slot + 2] = tail;
      slots[slot + 3] = value;
      return true;
    },
    word(units, start, limit) {
      let head = units[start] ?? 0;
      let at = start + 1;
      let unit = at < limit ? (units[at] ?? 0) : 0;
      if (!isLetter(head) && !(mayLead(head) && isLetter(unit))) return 0;
      const end = Math.min(limit, start + maxLength + 1);
      let middle = 0;
      let tail = 0;
      while (at < end) {
        unit = units[at] ?? 0;
        if (!isLetter(unit)) break;
        if (at < start + 4) head = (head << 8) | unit;
        else if (at < start + 8) middle = (middle << 8) | unit;
        else tail = (tail << 8) | unit;
        at++;
      }
      if (at - start > maxLength || (at < limit && unit > 127)) return 0;
      const value = numberOf(head, middle, tail);
      return value === 0 ? 0 : ((at - start) << 4) | value;
    },
  };

  function numberOf(head: number, middle: number, tail: number): number {
    return slots[slotOf(head, middle, tail) + 3] ?? 0;
  }

  /** Where the key lies, or the free slot where it belongs. */
  function slotOf(head: number, middle: number, tail: number): number {
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

/** Whether a piece fits into a key. */
function hasKey(units: Uint16Array, start: number, end: number): boolean {
  if (end - start > maxLength) return false;
  for (let at = start; at < end; at++) {
    const unit = units[at] ?? 0;
    if (unit === 0 || unit > 127) return false;
  }
  return true;
}

/** Four units, or those before `end`, as one number. */
function packed(units: Uint16Array, start: number, end: number): number {
  let number = 0;
  const to = Math.min(end, start + 4);
  for (let at = start; at < to; at++) number = (number << 8) | (units[at] ?? 0);
  return number;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 97 && lower <= 122;
}

/** Whether one such character before a word belongs to it: any of ASCII but digits and line ends. */
function mayLead(code: number): boolean {
  return (
    code < 128 &&
    code !== 0 &&
    code !== 0x0a &&
    code !== 0x0d &&
    code !== 0x27 &&
    (code < 48 || code > 57)
  );
}
