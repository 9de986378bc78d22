import { describe, expect, it } from 'vitest';
import { snakeKey } from '#twig/sdk/camel.ts';
import { amount, fields, listOf, maybe, opaque, orElse, text } from '#twig/sdk/from-wire.ts';
import { toWire } from '#twig/sdk/to-wire.ts';

interface Shelf {
  readonly shelfName: string;
  readonly bookCount: number | undefined;
  readonly oldBooks: readonly { readonly firstPrintedAt: string }[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

const readShelf = fields<Shelf>({
  shelfName: text,
  bookCount: maybe(amount),
  oldBooks: listOf(fields({ firstPrintedAt: text })),
  metadata: orElse(opaque, {}),
});

const shelf: Shelf = {
  shelfName: 'A',
  bookCount: 2,
  oldBooks: [{ firstPrintedAt: '1851' }],
  metadata: { someKey: { innerKey: 1 }, some_key: 2 },
};

describe('the names of the wire', () => {
  it('turns camelCase into snake_case', () => {
    expect(['id', 'syncId', 'dataSourceIds', 'a'].map(snakeKey)).toEqual([
      'id',
      'sync_id',
      'data_source_ids',
      'a',
    ]);
  });

  it('renames at every depth and leaves config and metadata alone', () => {
    const wire = toWire({ ...shelf, config: { maxPages: 1, nested: [{ inKey: 1 }] } });

    expect(wire).toEqual({
      shelf_name: 'A',
      book_count: 2,
      old_books: [{ first_printed_at: '1851' }],
      metadata: { someKey: { innerKey: 1 }, some_key: 2 },
      config: { maxPages: 1, nested: [{ inKey: 1 }] },
    });
  });

  it('gives back what was sent', () => {
    expect(readShelf(toWire(shelf), 'The answer')).toEqual(shelf);
  });

  it('keeps unknown fields out, and takes null and odd optional values for absent', () => {
    const read = readShelf(
      { shelf_name: 'A', book_count: 'many', old_books: [], metadata: null, colour: 'red' },
      'The answer',
    );

    expect(read).toStrictEqual({
      shelfName: 'A',
      bookCount: undefined,
      oldBooks: [],
      metadata: {},
    });
  });

  it('names the place of a part that is missing', () => {
    const broken = { shelf_name: 'A', old_books: [{ first_printed_at: '1' }, {}] };

    expect(() => readShelf(broken, 'The answer to GET /shelf')).toThrow(
      'The answer to GET /shelf at old_books[1].first_printed_at is not a string.',
    );
    expect(() => readShelf([], 'The answer')).toThrow('The answer is not an object.');
  });
});
