import { describe, expect, it } from 'vitest';
import { createLender } from '#util/lend-array.ts';
import { textUnits } from '#util/text-units.ts';

describe('an array that is lent', () => {
  it('is lent again when it is back, and another one while it is away', () => {
    const lend = createLender((length) => new Uint16Array(length));

    const first = lend(10);
    const second = lend(10);
    first[Symbol.dispose]();
    const third = lend(10);

    expect(second.numbers).not.toBe(first.numbers);
    expect(third.numbers).toBe(first.numbers);
  });

  it('is as long as was asked for, and not kept when that was very long', () => {
    const lend = createLender((length) => new Uint8Array(length));
    const lengths = [0, 1, 4_096, 4_097, 1 << 20, (1 << 20) + 1];

    const lent = lengths.map((length) => {
      using one = lend(length);
      return one.numbers;
    });

    lent.forEach((numbers, at) => {
      expect(numbers.length).toBeGreaterThanOrEqual(lengths[at] ?? 0);
    });
    expect(lend(1).numbers).not.toBe(lent.at(-1));
  });
});

describe('textUnits', () => {
  it('has every unit of a text, also beside those of another one', () => {
    const texts = ['', 'plain', 'größer 漢字 🙂', '\ud83d half a pair', 'x'.repeat(100_000)];

    const read = texts.map((text) => textUnits(text));

    for (const { text, units } of read) {
      expect([...units]).toEqual(
        Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)),
      );
    }
  });
});
