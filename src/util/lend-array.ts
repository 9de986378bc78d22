/** An array that was lent. It is given back when it is disposed of, and must not be used after that. */
export interface Lent<Numbers> extends Disposable {
  /** At least as long as was asked for, and with anything in it. */
  readonly numbers: Numbers;
}

/** Longer ones are not kept. */
const maxKept = 1 << 20;
const minLength = 1 << 12;

/**
 * Lends one array again and again, and a new one while it is away. The memory of such arrays lies
 * beside the heap: to ask for it for each document makes the engine collect garbage ever so often.
 *
 * @example
 * const lendUnits = createLender((length) => new Uint16Array(length));
 * using lent = lendUnits(text.length);
 */
export function createLender<Numbers extends { readonly length: number }>(
  create: (length: number) => Numbers,
): (length: number) => Lent<Numbers> {
  let idle: Numbers | undefined;
  return (length) => {
    const fits = idle !== undefined && idle.length >= length;
    const numbers = idle !== undefined && fits ? idle : create(roomFor(length));
    if (fits) idle = undefined;
    return {
      numbers,
      [Symbol.dispose]() {
        if (numbers.length <= maxKept) idle = numbers;
      },
    };
  };
}

function roomFor(length: number): number {
  return length > maxKept ? length : Math.max(minLength, 2 ** Math.ceil(Math.log2(length)));
}
