import { describe, expect, it } from 'vitest';
import { defaultChunkOptions } from '#core/chunk.ts';
import type { HtmlPage } from '#core/html-page.ts';
import { createConverter } from '#sync/convert.ts';

const signal = new AbortController().signal;

function input(text: string) {
  const content = { as: 'text', mediaType: 'text/markdown', text } as const;
  return { documentId: 'docs/a.md', name: 'a.md', content };
}

describe('createConverter', () => {
  it('turns content into chunks that can be cloned between threads', async () => {
    const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });

    const converted = await converter.convert(input('# Hello\n\nWorld'), signal);

    expect(converted.chunks).toMatchObject([
      { text: '# Hello\n\nWorld', anchor: 'hello', headings: ['Hello'], index: 0 },
    ]);
    expect(structuredClone(converted)).toEqual(converted);
  });

  it('makes no chunks of a document that is to be skipped', async () => {
    const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });

    const { parsed, chunks } = await converter.convert(input('---\ndraft: true\n---\nx'), signal);

    expect(parsed.skip?.code).toBe('draft');
    expect(chunks).toEqual([]);
  });

  it('signs whatever decides the output', () => {
    const base = { chunking: defaultChunkOptions, anchors: 'github' } as const;
    const signatures = [
      base,
      { ...base, anchors: 'mkdocs' as const },
      { ...base, chunking: { ...defaultChunkOptions, maxTokens: 256 } },
      { ...base, chunking: { ...defaultChunkOptions, overlapTokens: 0 } },
    ].map((options) => JSON.stringify(createConverter(options).signature));

    expect(new Set(signatures).size).toBe(4);
    expect(JSON.stringify(createConverter(base).signature)).toBe(signatures[0]);
  });

  it('stops when it is told to', async () => {
    const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });

    await expect(converter.convert(input('x'), AbortSignal.abort())).rejects.toThrow(/abort/i);
  });

  it.each([
    { maxTokens: 8, overlapTokens: 0 },
    { maxTokens: 512, overlapTokens: 400 },
    { maxTokens: 512.5, overlapTokens: 0 },
  ])('refuses sizes that cannot be met: %j', (sizes) => {
    const chunking = { ...defaultChunkOptions, ...sizes };

    expect(() => createConverter({ chunking, anchors: 'github' })).toThrow(
      expect.objectContaining({ name: 'FixInputError' }),
    );
  });

  it('lets an error that nobody foresaw cost its document and not the run', async () => {
    const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
    // No page at all: whatever reads it fails in a way of its own.
    const page = {} as HtmlPage;

    const converting = converter.convert(
      {
        documentId: 'a.html',
        name: 'a.html',
        content: { as: 'page', mediaType: 'text/html', page },
      },
      signal,
    );

    await expect(converting).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: 'parse_failed',
      message: expect.stringContaining('a.html'),
    });
  });

  it('refuses text of a size that nobody reads before it is decoded', async () => {
    const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
    const bytes = new Uint8Array(33 * 1024 * 1024).fill(97);
    const content = { as: 'bytes', mediaType: 'text/markdown', name: 'a.md', bytes } as const;

    const converting = converter.convert({ documentId: 'a.md', name: 'a.md', content }, signal);

    await expect(converting).rejects.toMatchObject({ code: 'too_large' });
  });

  it('refuses more blocks than a thread has room for', async () => {
    const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });

    const converting = converter.convert(input('# a\n\n'.repeat(250_001)), signal);

    await expect(converting).rejects.toMatchObject({ code: 'too_large' });
  });
});
