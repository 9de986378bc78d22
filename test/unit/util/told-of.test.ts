import { describe, expect, it } from 'vitest';
import { toldOf } from '#util/told-of.ts';

describe('toldOf', () => {
  it.each([
    ['https://x.io/a', 'https://x.io/a answered 500.'],
    ['https://x.io/a', 'Nothing came back from "https://x.io/a".'],
    ['docs/a.md', 'docs/a.md is not UTF-8.'],
  ])('leaves %s away before: %s', (subject, message) => {
    expect(toldOf(subject, message)).toBe(message);
  });

  it.each([
    ['https://x.io/a', 'https://x.io/ab answered 500.'],
    ['docs/a.md', 'It is not UTF-8.'],
    ['an', 'It is an image.'],
  ])('writes %s before: %s', (subject, message) => {
    expect(toldOf(subject, message)).toBe(`${subject}: ${message}`);
  });
});
