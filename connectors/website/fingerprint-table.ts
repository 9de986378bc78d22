/** Numbers by fingerprint: 16 bytes a place outside the heap, so that a million addresses are some megabytes. */
export interface FingerprintTable {
  /** 0 for what was never set. */
  get(fingerprint: number): number;
  set(fingerprint: number, value: number): void;
}

const firstCapacity = 1_024;
const maxFill = 0.7;

export function createFingerprintTable(): FingerprintTable {
  let keys = new Float64Array(firstCapacity);
  let values = new Float64Array(firstCapacity);
  let size = 0;

  /** The place of a fingerprint, or the free one where it would go. */
  const placeOf = (fingerprint: number) => {
    const mask = keys.length - 1;
    let at = fingerprint & mask;
    while (keys[at] !== 0 && keys[at] !== fingerprint) at = (at + 1) & mask;
    return at;
  };
  const insert = (fingerprint: number, value: number) => {
    const at = placeOf(fingerprint);
    if (keys[at] === 0) size += 1;
    keys[at] = fingerprint;
    values[at] = value;
  };
  const grow = () => {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Float64Array(oldKeys.length * 2);
    values = new Float64Array(oldKeys.length * 2);
    size = 0;
    oldKeys.forEach((key, at) => {
      if (key !== 0) insert(key, oldValues[at] ?? 0);
    });
  };

  return {
    get: (fingerprint) => values[placeOf(fingerprint)] ?? 0,
    set(fingerprint, value) {
      insert(fingerprint, value);
      if (size > keys.length * maxFill) grow();
    },
  };
}
