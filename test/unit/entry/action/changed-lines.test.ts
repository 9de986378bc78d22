import { describe, expect, it } from 'vitest';
import { firstChangeWithin, lineNow } from '#entry/action/check/changed-lines.ts';

const change = (first: number, count: number, firstNow: number, countNow: number) => ({
  before: { first, count },
  now: { first: firstNow, count: countNow },
});

describe('the line that a line became', () => {
  it.each([
    ['before any change', [change(10, 2, 10, 1)], 5, 5],
    ['behind a removal of two', [change(10, 2, 9, 0)], 20, 18],
    ['behind an insertion of three', [change(4, 0, 5, 3)], 20, 23],
    ['the line of an insertion itself', [change(4, 0, 5, 3)], 4, 4],
    ['removed: where it stood', [change(10, 2, 9, 0)], 11, 9],
    ['removed at the top of the file', [change(1, 3, 0, 0)], 2, 1],
    ['replaced: its counterpart', [change(10, 3, 10, 2)], 11, 11],
    ['replaced by less: the last of it', [change(10, 3, 10, 1)], 12, 10],
  ])('%s', (_, changes, line, expected) => {
    expect(lineNow(changes, line)).toBe(expected);
  });
});

describe('the first change within a section', () => {
  const changes = [change(3, 1, 3, 1), change(12, 0, 13, 2), change(30, 4, 33, 0)];

  it.each([
    [{ first: 1, last: 5 }, 3],
    [{ first: 10, last: 15 }, 13],
    [{ first: 20, last: 31 }, 33],
    [{ first: 16, last: 20 }, undefined],
  ])('%o is on line %s', (section, line) => {
    expect(firstChangeWithin(changes, section)).toBe(line);
  });
});
