import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultChunkOptions } from '#core/chunk.ts';
import { SkipDocumentError } from '#core/errors.ts';
import {
  createPooledConverter,
  type PooledConverterOptions,
} from '#entry/convert/create-pooled-converter.ts';
import { parsePage } from '#html/parse-page.ts';
import { type ConvertInput, createConverter } from '#sync/convert.ts';
import { caught } from '../../support/caught.ts';
import { generatedMarkdown } from '../../support/generated-markdown.ts';

const options = { chunking: defaultChunkOptions, anchors: 'github' } as const;
const { signal } = new AbortController();

function openConverter(more: Partial<PooledConverterOptions> = {}) {
  const converter = createPooledConverter({ ...options, threadCount: 2, ...more });
  onTestFinished(() => converter.close());
  return converter;
}

function markdown(id: string, text: string): ConvertInput {
  const bytes = new TextEncoder().encode(text);
  return {
    documentId: id,
    name: id,
    content: { as: 'bytes', mediaType: 'text/markdown', name: id, bytes },
  };
}

describe('a pooled converter', () => {
  it('gives exactly what the converter of this process gives, few documents or many', async () => {
    const pooled = openConverter();
    const inProcess = createConverter(options);
    const inputs = Array.from({ length: 60 }, (_, seed) =>
      markdown(`doc-${seed}.md`, generatedMarkdown(seed)),
    );

    const converted = await Promise.all(inputs.map((input) => pooled.convert(input, signal)));

    const expected = await Promise.all(inputs.map((input) => inProcess.convert(input, signal)));
    expect(converted).toEqual(expected);
    expect(pooled.signature).toEqual(inProcess.signature);
  });

  it('starts no thread for one short text after the other, and one for several at a time', async () => {
    let started = 0;
    const count = () => {
      started += 1;
    };
    process.on('worker', count);
    onTestFinished(() => {
      process.off('worker', count);
    });
    const pooled = openConverter({ threadCount: 1 });
    const convert = (id: string) => pooled.convert(markdown(id, `# ${id}`), signal);

    await convert('a.md');
    await convert('b.md');
    expect(started).toBe(0);
    await Promise.all(['c.md', 'd.md', 'e.md', 'f.md'].map(convert));
    expect(started).toBe(1);
  });

  it('reads a page that was parsed elsewhere as it would have parsed it itself', async () => {
    const pooled = openConverter();
    const html = '<title>T</title><main><h1 id="a">One</h1><p>Two &amp; three.</p></main>';
    const bytes = new TextEncoder().encode(html);
    const mediaType = 'text/html';
    const id = { documentId: 'a.html', name: 'a.html' };

    const [asPage, asBytes] = await Promise.all([
      pooled.convert({ ...id, content: { as: 'page', mediaType, page: parsePage(html) } }, signal),
      pooled.convert({ ...id, content: { as: 'bytes', mediaType, name: 'a', bytes } }, signal),
    ]);

    expect(asPage).toEqual(asBytes);
    expect(asPage.chunks.map((chunk) => chunk.text)).toEqual(['One\n\nTwo & three.']);
  });

  it('takes a view on a part of a larger buffer, and leaves it as it was', async () => {
    const pooled = openConverter();
    const page = '<!doctype html><html><body><h1>Title</h1><p>Text.</p></body></html>';
    const whole = new TextEncoder().encode(`before${page}after`);
    const bytes = whole.subarray(6, 6 + page.length);
    const content = { as: 'bytes', mediaType: 'text/html', name: 'a.html', bytes } as const;

    const { chunks } = await pooled.convert(
      { documentId: 'a.html', name: 'a.html', content },
      signal,
    );

    expect(chunks.map((chunk) => chunk.text).join()).not.toContain('after');
    expect(whole.byteLength).toBe(page.length + 11);
  });

  it('a document that cannot be read fails alone, as it does in this process', async () => {
    const pooled = openConverter();
    const broken: ConvertInput = {
      documentId: 'a.html',
      name: 'a.html',
      content: {
        as: 'bytes',
        mediaType: 'application/x-unknown',
        name: 'a.unknown',
        bytes: new Uint8Array([0, 1, 2]),
      },
    };

    const error = await caught(pooled.convert(broken, signal));

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({ code: 'unsupported_format' });
  });

  it('names the document that took too long, and goes on', async () => {
    const pooled = openConverter({ deadlineMs: 1, threadCount: 1 });
    const huge = markdown('huge.md', `${'word '.repeat(200)}\n\n`.repeat(4_000));

    const error = await caught(pooled.convert(huge, signal));
    const small = await pooled.convert(markdown('small.md', '# Small\n\nText.'), signal);

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({
      code: 'parse_timeout',
      message: expect.stringContaining('huge.md'),
    });
    expect(small.chunks).toHaveLength(1);
  });

  it('names the document that needed too much memory', async () => {
    const pooled = openConverter({ maxHeapMb: 64, threadCount: 1 });
    const page = `<table>${'<tr><td>a</td></tr>'.repeat(900_000)}</table>`;
    const bytes = new TextEncoder().encode(page);
    const content = { as: 'bytes', mediaType: 'text/html', name: 'a.html', bytes } as const;

    const error = await caught(
      pooled.convert({ documentId: 'a.html', name: 'a.html', content }, signal),
    );

    expect(error).toMatchObject({
      code: 'parse_memory',
      message: expect.stringContaining('a.html'),
    });
  });
});
