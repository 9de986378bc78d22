import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultChunkOptions } from '#core/chunk.ts';
import { SkipDocumentError } from '#core/errors.ts';
import { createPooledConverter } from '#entry/convert/create-pooled-converter.ts';
import type { Converter } from '#sync/convert.ts';
import { hostileDocuments } from '../../support/hostile-documents.ts';
import { mutateBytes } from '../../support/mutate-bytes.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { wordParagraph, wordTable, writeDocx } from '../../support/write-docx.ts';
import { writePdf } from '../../support/write-pdf.ts';
import { writeXlsx } from '../../support/write-xlsx.ts';

/** What a report may say of a document that was made or damaged to do harm. */
const foreseen = ['malformed', 'encrypted', 'archive_bomb', 'too_large', 'too_deep', 'no_text'];

async function outcomeOf(converter: Converter, name: string, bytes: Uint8Array): Promise<string> {
  const content = { as: 'bytes', mediaType: '', name, bytes } as const;
  try {
    const { parsed, chunks } = await converter.convert(
      { documentId: name, name, content },
      new AbortController().signal,
    );
    return parsed.skip?.code ?? `${chunks.length} chunks`;
  } catch (error) {
    if (error instanceof SkipDocumentError) return error.code;
    throw error;
  }
}

function openConverter(deadlineMs: number): Converter {
  const converter = createPooledConverter({
    chunking: defaultChunkOptions,
    anchors: 'github',
    threadCount: 1,
    deadlineMs,
  });
  onTestFinished(() => converter.close());
  return converter;
}

describe('a document that was made to keep its reader busy', () => {
  // Time that grows with the square of the length would take several times as long.
  it.each(['.md', '.mdx', '.html', ''])('%s is read in the time that its length takes', {
    timeout: 120_000,
  }, async (extension) => {
    const converter = openConverter(4_000);
    const known = ['.md', '.mdx', '.html'];
    const documents = hostileDocuments(120_000).filter(({ name }) =>
      extension === '' ? !known.some((end) => name.endsWith(end)) : name.endsWith(extension),
    );
    expect(documents.length).toBeGreaterThan(15);

    const outcomes: string[] = [];
    for (const { name, text } of documents) {
      const outcome = await outcomeOf(converter, name, new TextEncoder().encode(text));
      if (!/^\d+ chunks$/.test(outcome) && !foreseen.includes(outcome)) {
        outcomes.push(`${name}: ${outcome}`);
      }
    }

    expect(outcomes).toEqual([]);
  });
});

const pdf = writePdf({
  title: 'Pumps',
  pages: Array.from({ length: 4 }, (_, page) => [
    `Chapter ${page}`,
    'Open the valve.',
    'Close it.',
  ]),
  bookmarks: [['Chapter 1', 1]],
});
const word = writeDocx(
  wordParagraph('Pumps', 'Heading1') +
    wordParagraph('Open it.') +
    wordTable([
      ['a', 'b'],
      ['1', '2'],
    ]),
);
const workbook = writeXlsx({
  Pumps: [
    ['name', 'flow'],
    ['P1', 3],
    ['P2', { serial: 45_000 }],
  ],
});

describe('a damaged document', () => {
  it.each([
    ['a.pdf', pdf],
    ['a.docx', word],
    ['a.xlsx', workbook],
  ])(
    'of the kind %s is read or refused with its reason, whatever is broken',
    {
      timeout: 120_000,
    },
    async (name, sound) => {
      const converter = openConverter(10_000);
      const random = seededRandom(2_024);

      const outcomes = new Set<string>();
      for (let round = 0; round < 200; round++) {
        outcomes.add(await outcomeOf(converter, name, new Uint8Array(mutateBytes(sound, random))));
      }

      const unforeseen = [...outcomes].filter(
        (outcome) => !/^\d+ chunks$/.test(outcome) && !foreseen.includes(outcome),
      );
      expect(unforeseen).toEqual([]);
      expect(outcomes).toContain('malformed');
    },
  );
});
