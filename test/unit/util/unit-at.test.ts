import { describe, expect, it } from 'vitest';
import { unitAt } from '#util/unit-at.ts';

describe('the unit at a place of a text', () => {
  it.each(['plain', 'größer', 'a … b', '😀'])('is what charCodeAt gives, in %j', (text) => {
    const places = [-1, ...text.split('').keys(), text.length];

    expect(places.map((at) => unitAt(text, at))).toEqual(places.map((at) => text.charCodeAt(at)));
  });
});
