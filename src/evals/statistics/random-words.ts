/** Gives the next of a stream of uniform 32-bit words, each as a signed integer. */
export type RandomWords = () => number;

/**
 * A stream of random words that depends on its seed alone: the same run gets the same p-value on every
 * machine. The generator is sfc32; it is fast and passes the usual batteries, and is no secret.
 */
export function randomWords(seed: number): RandomWords {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  const next = () => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word;
  };
  // The first words still show the seed.
  for (let round = 0; round < 16; round += 1) next();
  return next;
}
