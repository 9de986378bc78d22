/** Vectors by their signs alone, one after the other, `bytesPerVector` each. */
export interface SignBlock {
  readonly signs: Uint8Array;
  readonly bytesPerVector: number;
  readonly count: number;
}

/**
 * For each vector, the sum of the wanted one's values with the signs of the vector: the cosine, but for
 * what the sizes of its values say. Every byte of signs is looked up in a table of its 256 sums, so
 * that 100,000 vectors of 384 dimensions take a few milliseconds.
 *
 * @param scores is filled from the front, one per vector
 */
export function scanSigns(
  { signs, bytesPerVector, count }: SignBlock,
  wanted: Float32Array,
  scores: Float32Array,
): void {
  const table = sumsOfBytes(wanted, bytesPerVector);
  let at = 0;
  for (let vector = 0; vector < count; vector += 1) {
    let even = 0;
    let odd = 0;
    let byte = 0;
    for (; byte + 1 < bytesPerVector; byte += 2, at += 2) {
      even += table[(byte << 8) | (signs[at] ?? 0)] ?? 0;
      odd += table[((byte + 1) << 8) | (signs[at + 1] ?? 0)] ?? 0;
    }
    if (byte < bytesPerVector) {
      even += table[(byte << 8) | (signs[at] ?? 0)] ?? 0;
      at += 1;
    }
    scores[vector] = even + odd;
  }
}

/** Per byte of signs and each of its 256 values, the sum it stands for. */
function sumsOfBytes(wanted: Float32Array, bytesPerVector: number): Float32Array {
  const table = new Float32Array(bytesPerVector << 8);
  for (let byte = 0; byte < bytesPerVector; byte += 1) {
    for (let value = 0; value < 256; value += 1) {
      let sum = 0;
      for (let bit = 0; bit < 8; bit += 1) {
        const part = wanted[(byte << 3) + bit] ?? 0;
        sum += (value >> bit) & 1 ? part : -part;
      }
      table[(byte << 8) | value] = sum;
    }
  }
  return table;
}
