import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../connectors/website/fingerprint.ts';
import { createFingerprintTable } from '../../../connectors/website/fingerprint-table.ts';

describe('fingerprintOf', () => {
  it('tells apart addresses that differ in little', () => {
    const seen = new Set<number>();
    const low = new Set<number>();
    for (let number = 0; number < 300_000; number++) {
      const print = fingerprintOf(`https://docs.example.com/guide/part-${number % 500}/${number}`);
      seen.add(print);
      low.add(print & 0x3fffffff);
    }

    expect(seen.size).toBe(300_000);
    // Of 2^30 places so many are hit by chance: about 42 twice.
    expect(300_000 - low.size).toBeLessThan(100);
  });

  it('is a whole number that a double holds, and never 0', () => {
    for (const text of ['', 'a', 'b', 'a'.repeat(1_024), 'ü🦀']) {
      expect(Number.isSafeInteger(fingerprintOf(text))).toBe(true);
      expect(fingerprintOf(text)).toBeGreaterThan(0);
    }
  });
});

describe('createFingerprintTable', () => {
  it('keeps every number while it grows', () => {
    const table = createFingerprintTable();
    const keys = Array.from({ length: 20_000 }, (_, number) => fingerprintOf(`page ${number}`));
    keys.forEach((key, number) => {
      table.set(key, number + 1);
    });
    keys.slice(0, 100).forEach((key) => {
      table.set(key, -1);
    });

    const wrong = keys.filter((key, number) => table.get(key) !== (number < 100 ? -1 : number + 1));
    expect(wrong).toEqual([]);
    expect(table.get(fingerprintOf('never set'))).toBe(0);
  });
});
