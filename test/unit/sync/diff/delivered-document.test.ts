import { describe, expect, it } from 'vitest';
import type { Chunk } from '#core/chunk.ts';
import type { Item } from '#core/document.ts';
import { type DocumentParts, deliveredDocument } from '#sync/diff/delivered-document.ts';
import { isListedAnew, newDescription } from '#sync/diff/description.ts';
import { processingSignature } from '#sync/diff/processing-signature.ts';

const chunk: Chunk = {
  id: 'chk_1',
  index: 0,
  text: 'Text.',
  start: 0,
  end: 5,
  headings: [],
  anchor: undefined,
  tokenCount: 2,
  contentHash: 'h',
};

const parts: DocumentParts = {
  item: {
    id: 'docs/guide.md',
    url: 'https://docs.example.com/guide',
    breadcrumb: ['Docs'],
    metadata: { path: 'docs/guide.md', a: 1, b: 2 },
    acl: { kind: 'public' },
    version: 'v1',
  },
  content: { as: 'text', mediaType: 'text/markdown', text: 'Text.' },
  parsed: { metadata: { tags: ['x'] }, title: 'Guide' },
  chunks: [chunk],
  signature: 'sig',
};

const { item, parsed } = parts;

describe('a delivered document', () => {
  it('takes what the source knows before what the content says', () => {
    const document = deliveredDocument({
      ...parts,
      item: { ...item, title: 'From the source', language: 'en' },
      parsed: { ...parsed, language: 'de', metadata: { path: 'forged', tags: ['x'] } },
    });

    expect(document).toMatchObject({
      title: 'From the source',
      language: 'en',
      mediaType: 'text/markdown',
      metadata: { path: 'docs/guide.md', a: 1, b: 2, tags: ['x'] },
    });
  });

  it.each([
    ['Guide', 'Guide'],
    ['  ', 'guide.md'],
    [undefined, 'guide.md'],
  ])('is called by its content (%j) or by the end of its id', (title, expected) => {
    const { title: _, ...untitled } = parsed;
    const named = title === undefined ? untitled : { ...untitled, title };

    expect(deliveredDocument({ ...parts, parsed: named }).title).toBe(expected);
  });

  it.each<[string, DocumentParts]>([
    ['title', { ...parts, parsed: { ...parsed, title: 'Other' } }],
    ['URL', { ...parts, item: { ...item, url: 'https://docs.example.com/other' } }],
    ['breadcrumb', { ...parts, item: { ...item, breadcrumb: [] } }],
    ['metadata', { ...parts, item: { ...item, metadata: { a: 2 } } }],
    ['readers', { ...parts, item: { ...item, acl: { kind: 'restricted', allOf: [] } } }],
    ['chunks', { ...parts, chunks: [{ ...chunk, id: 'chk_2' }] }],
    ['anchors', { ...parts, chunks: [{ ...chunk, anchor: 'moved' }] }],
  ])('has another hash when its %s change', (_, other) => {
    expect(deliveredDocument(other).contentHash).not.toBe(deliveredDocument(parts).contentHash);
  });

  it.each<[string, Partial<Item>]>([
    ['title', { title: 'Renamed' }],
    ['address', { url: 'https://docs.example.com/other' }],
    ['place', { breadcrumb: ['Other'] }],
    ['readers', { acl: { kind: 'restricted', allOf: [] } }],
  ])('is described anew, without its content, when its listing shows another %s', (_, said) => {
    const listed = { ...item, title: 'Listed' };
    const row = deliveredDocument({ ...parts, item: listed });
    const now = { ...listed, ...said };

    const description = newDescription(now, row);

    expect(newDescription(listed, row)).toBeUndefined();
    expect(description).toMatchObject({ id: item.id, ...said });
    // As if it had been read again: the next listing finds nothing to do.
    expect(deliveredDocument({ ...parts, item: now }).contentHash).toBe(description?.contentHash);
  });

  it('keeps the title that its content gave it, and takes readers away that nobody tells any more', () => {
    const { acl: _, ...untold } = item;

    const description = newDescription(untold, deliveredDocument(parts));

    expect(description).toMatchObject({ title: undefined, acl: undefined });
  });

  it('is not described by a listing that does not know where it is read, nor by other metadata', () => {
    const content = { ...parts.content, url: 'https://docs.example.com/permalink' };
    const moved = { ...item, breadcrumb: ['Other'] };

    expect(newDescription(moved, deliveredDocument({ ...parts, content }))).toBeUndefined();
    expect(newDescription({ ...item, metadata: {} }, deliveredDocument(parts))).toBeUndefined();
    expect(newDescription(moved, { contentHash: 'a hash of one part' })).toBeUndefined();
  });

  it.each<[string, Partial<Item>, boolean]>([
    ['place', { breadcrumb: ['Other'] }, true],
    ['readers', { acl: { kind: 'restricted', allOf: [] } }, true],
    ['address', { url: 'https://docs.example.com/other' }, false],
  ])('whose content names its address: that its listing shows another %s is news: %s', (_, said, isAnew) => {
    const content = { ...parts.content, url: 'https://docs.example.com/permalink' };
    const row = deliveredDocument({ ...parts, content });
    const now = { ...item, ...said };

    expect(isListedAnew(item, row)).toBe(false);
    expect(isListedAnew(now, row)).toBe(isAnew);
    expect(isListedAnew(now, deliveredDocument({ ...parts, content, item: now }))).toBe(false);
  });

  it('has the same hash when its readers are told in another order', () => {
    const person = (id: string) => ({ source: 's', kind: 'user', id }) as const;
    const readBy = (...allOf: readonly (readonly string[])[]) => {
      const acl = { kind: 'restricted', allOf: allOf.map((list) => list.map(person)) } as const;
      return deliveredDocument({ ...parts, item: { ...item, acl } }).contentHash;
    };

    expect(readBy(['a', 'b'], ['c'])).toBe(readBy(['c'], ['b', 'a']));
    expect(readBy(['a', 'b'], ['c'])).not.toBe(readBy(['a'], ['b', 'c']));
    expect(readBy([])).not.toBe(readBy());
  });

  it('stands where its content says that it is published', () => {
    const content = { ...parts.content, url: 'https://docs.example.com/permalink' };

    expect(deliveredDocument({ ...parts, content }).url).toBe('https://docs.example.com/permalink');
    expect(deliveredDocument(parts).url).toBe('https://docs.example.com/guide');
  });

  it('has the same hash under another version, signature, or order of metadata', () => {
    const same = deliveredDocument({
      ...parts,
      signature: 'other',
      item: { ...item, version: 'v2', metadata: { b: 2, a: 1, path: 'docs/guide.md' } },
    });

    expect(same.contentHash).toBe(deliveredDocument(parts).contentHash);
  });
});

it('a processing signature changes with the source and with the converter', () => {
  const signature = processingSignature({ a: 1, b: 2 }, 'converter');

  expect(processingSignature({ b: 2, a: 1 }, 'converter')).toBe(signature);
  expect(processingSignature({ a: 1, b: 3 }, 'converter')).not.toBe(signature);
  expect(processingSignature({ a: 1, b: 2 }, 'other')).not.toBe(signature);
});
