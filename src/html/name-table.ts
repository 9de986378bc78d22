import type { TextUnits } from '#util/text-units.ts';
import { unitAt } from '#util/unit-at.ts';

/** The names of one page, each with a number: its place in `names`. */
export interface NameTable {
  /** In lower case. */
  readonly names: string[];
  readonly numbers: Map<string, number>;
  /** The number of the last name that had this hash. */
  readonly slots: Uint16Array;
}

/** A power of two, well above the number of names on an ordinary page. */
const slotCount = 512;
const maxSlotted = 0xffff;

export function createNameTable(first: readonly string[]): NameTable {
  return {
    names: [...first],
    numbers: new Map(first.map((name, number) => [name, number])),
    slots: new Uint16Array(slotCount),
  };
}

/**
 * The number of the name that stands there, in whatever case. A page repeats a few names all the time:
 * each is found by its characters, and no text is cut out for it.
 */
export function nameAt(table: NameTable, source: TextUnits, start: number, end: number): number {
  const { units } = source;
  let hash = end - start;
  for (let at = start; at < end; at++) {
    hash = (Math.imul(hash, 31) + ((units[at] ?? 0) | 0x20)) | 0;
  }
  const slot = (hash ^ (hash >>> 9)) & (slotCount - 1);
  const number = table.slots[slot] ?? 0;
  if (isWritten(table.names[number] ?? '', units, start, end)) return number;
  const found = numberOf(table, source.text.slice(start, end).toLowerCase());
  if (found <= maxSlotted) table.slots[slot] = found;
  return found;
}

function numberOf({ names, numbers }: NameTable, name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  names.push(name);
  numbers.set(name, names.length - 1);
  return names.length - 1;
}

function isWritten(name: string, units: Uint16Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = start; at < end; at++) {
    const unit = units[at] ?? 0;
    const wanted = unitAt(name, at - start);
    if (unit === wanted) continue;
    if (unit < 65 || unit > 90 || unit + 32 !== wanted) return false;
  }
  return true;
}
