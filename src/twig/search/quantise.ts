/**
 * A vector in a quarter of its size and less. `codes` holds a scale and then one byte per dimension;
 * the error of a cosine is below one hundredth. `signs` holds one bit per dimension, set where the
 * vector is positive; dimensions beyond the last are 0.
 */
export interface QuantisedVector {
  readonly signs: Uint8Array;
  readonly codes: Uint8Array;
}

/** A little-endian float, and after it the bytes. */
const scaleBytes = 4;
const maxCode = 127;

/** Of length 1; a vector without a direction stays as it is, all zeros. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 || !Number.isFinite(length)
    ? vector.map(() => 0)
    : vector.map((one) => one / length);
}

export function quantise(vector: Float32Array): QuantisedVector {
  const unit = normalise(vector);
  const largest = unit.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest / maxCode;
  const codes = new Uint8Array(scaleBytes + unit.length);
  new DataView(codes.buffer).setFloat32(0, scale, true);
  const signs = new Uint8Array(Math.ceil(unit.length / 8));
  for (const [at, value] of unit.entries()) {
    // Stored as the two's complement of a byte.
    codes[scaleBytes + at] = scale === 0 ? 0 : Math.round(value / scale);
    if (value > 0) signs[at >> 3] = (signs[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return { signs, codes };
}

/** The cosine of a quantised vector and one of length 1. */
export function cosineOf(codes: Uint8Array, unit: Float32Array): number {
  const view = new DataView(codes.buffer, codes.byteOffset, codes.byteLength);
  const values = new Int8Array(
    codes.buffer,
    codes.byteOffset + scaleBytes,
    codes.length - scaleBytes,
  );
  let sum = 0;
  for (let at = 0; at < unit.length; at += 1) sum += (values[at] ?? 0) * (unit[at] ?? 0);
  return sum * view.getFloat32(0, true);
}
