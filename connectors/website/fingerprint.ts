/**
 * Stands for a text in tables that hold many: 53 bits, so that of a million addresses two are taken for
 * one in some ten thousand crawls. Not for secrets, nor against a site that wants to hide its own pages.
 */
export function fingerprintOf(text: string): number {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x243f6a88;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x2c1b3c6d);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(((b << 7) | (b >>> 25)) ^ unit, 0x297a2d39);
  }
  a = mixed(a ^ (b >>> 3));
  b = mixed(b ^ Math.imul(a, 0x5bd1e995));
  // Nought marks a free place.
  return (a >>> 0) * 0x200000 + (b >>> 11) || 1;
}

/** Lets every bit depend on every other. */
function mixed(bits: number): number {
  let word = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return word ^ (word >>> 15);
}
