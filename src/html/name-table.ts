import type { TextUnits } from '#util/text-units.ts';

/** The names of one page, each with a number. */
export interface NameTable {
  /** In the order of their numbers, in lower case. */
  readonly names: readonly string[];
  /** The number of the name that stands there, in whatever case. */
  at(source: TextUnits, start: number, end: number): number;
}

/** A power of two, well above the number of names on an ordinary page. */
const slotCount = 512;

/**
 * A page repeats a few names all the time. Each is looked up by its characters, so that no text is cut
 * out for it; a name that shares its slot with another one costs no more than that text.
 */
export function createNameTable(first: readonly string[]): NameTable {
  const names = [...first];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const slots = new Int32Array(slotCount);
  return { names, at };

  function at({ text, units }: TextUnits, start: number, end: number): number {
    let hash = end - start;
    for (let index = start; index < end; index++) {
      hash = (Math.imul(hash, 31) + ((units[index] ?? 0) | 0x20)) | 0;
    }
    const slot = (hash ^ (hash >>> 9)) & (slotCount - 1);
    const number = slots[slot] ?? 0;
    if (isWritten(names[number] ?? '', units, start, end)) return number;
    const found = of(text.slice(start, end).toLowerCase());
    slots[slot] = found;
    return found;
  }

  function of(name: string): number {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    names.push(name);
    numbers.set(name, names.length - 1);
    return names.length - 1;
  }
}

/** Whether a name stands there, in whatever case. */
function isWritten(name: string, units: Uint16Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = start; at < end; at++) {
    const code = units[at] ?? 0;
    const wanted = name.charCodeAt(at - start);
    if (code === wanted) continue;
    if (code < 65 || code > 90 || code + 32 !== wanted) return false;
  }
  return true;
}
