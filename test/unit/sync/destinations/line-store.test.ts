import { describe, expect, it } from 'vitest';
import { createLineStore } from '#sync/destinations/push/line-store.ts';

const textOf = (line: Uint8Array | undefined) => line && new TextDecoder().decode(line);

describe('a line store', () => {
  it('puts the lines of a part side by side until there is no room', () => {
    const store = createLineStore(10);

    const lines = ['one\n', 'two\n', 'three\n', '4\n'].map((text) => store.write(text, 10));

    expect(lines.map(textOf)).toEqual(['one\n', 'two\n', undefined, '4\n']);
    expect(new Set(lines.map((line) => line?.buffer)).size).toBe(2);
  });

  it('counts bytes, not characters', () => {
    const store = createLineStore(10);

    expect(store.write('äöüäöü', 10)).toBeUndefined();
    expect(store.write('äöüäö', 10)?.byteLength).toBe(10);
  });

  it('keeps to less than it has room for, when it is told so in the middle of a part', () => {
    const store = createLineStore(10);
    store.write('1234', 10);

    expect(store.write('5678', 6)).toBeUndefined();
    expect(store.write('56', 6)?.byteLength).toBe(2);
    expect(store.write('7', 3)).toBeUndefined();
  });

  it('leaves the lines of an ended part alone until its memory is given back', () => {
    const store = createLineStore(4);
    const first = store.write('one\n', 4);
    const slab = store.close();
    const second = store.write('two\n', 4);

    expect([first, second].map(textOf)).toEqual(['one\n', 'two\n']);
    store.close();
    store.giveBack(slab);
    const third = store.write('3rd\n', 4);
    expect(third?.buffer).toBe(slab.buffer);
    expect([second, third].map(textOf)).toEqual(['two\n', '3rd\n']);
  });
});
