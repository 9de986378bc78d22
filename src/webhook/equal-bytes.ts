/** Compares in a time that depends on the lengths only, never on where the bytes differ. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index += 1) {
    // Both indices are inside: the lengths are equal.
    difference |= left[index]! ^ right[index]!;
  }
  return difference === 0;
}
