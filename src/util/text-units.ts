import { createLender } from './lend-array.ts';

/**
 * A text beside the UTF-16 units that it is made of: to read one unit after the other costs a fraction
 * of what it costs to ask a string for them.
 */
export interface TextUnits {
  readonly text: string;
  readonly units: Uint16Array;
}

const lendBytes = createLender((length) => Buffer.allocUnsafeSlow(length));

/** The units are lent: whoever disposes of them must not read them any more. */
export function textUnits(text: string): TextUnits & Disposable {
  const lent = lendBytes(2 * text.length);
  const bytes = lent.numbers;
  bytes.write(text, 'utf16le');
  return {
    text,
    units: new Uint16Array(bytes.buffer, bytes.byteOffset, text.length),
    [Symbol.dispose]: () => lent[Symbol.dispose](),
  };
}
