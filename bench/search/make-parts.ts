import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { defaultChunkOptions } from '../../src/core/chunk.ts';
import { SkipDocumentError } from '../../src/core/errors.ts';
import { createConverter } from '../../src/sync/convert.ts';
import { encodePushLine } from '../../src/twig/sdk/push-line.ts';
import { sha256 } from '../../src/util/sha256.ts';

export interface Parts {
  /** Files of NDJSON without `begin` and `end`, about 8 MB each. */
  readonly files: readonly string[];
  readonly chunkCount: number;
  readonly documentCount: number;
  /** Of each chunk, in order. */
  readonly texts: readonly string[];
}

const partBytes = 8 * 1024 * 1024;
const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.html': 'text/html',
};

/** Real documents as a sync would push them, until there are so many chunks. */
export async function makeParts(
  folders: readonly string[],
  into: string,
  maxChunks: number,
): Promise<Parts> {
  const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
  const { signal } = new AbortController();
  const files: string[] = [];
  const texts: string[] = [];
  let documentCount = 0;
  let lines: Uint8Array[] = [];
  let bytes = 0;
  mkdirSync(into, { recursive: true });
  const cut = () => {
    if (lines.length === 0) return;
    const file = join(into, `part-${files.length + 1}.ndjson`);
    writeFileSync(file, Buffer.concat(lines));
    files.push(file);
    lines = [];
    bytes = 0;
  };
  for (const folder of folders) {
    for (const name of globSync('**/*.{md,html}', { cwd: folder }).sort()) {
      if (texts.length >= maxChunks) break;
      const text = readFileSync(join(folder, name), 'utf8');
      const mediaType = mediaTypes[extname(name)] ?? 'text/plain';
      const id = `${basename(folder)}/${name}`;
      const content = { as: 'text', mediaType, text } as const;
      const converted = await converter
        .convert({ documentId: id, name, content }, signal)
        .catch((error) => {
          if (error instanceof SkipDocumentError) return undefined;
          throw error;
        });
      if (!converted || converted.chunks.length === 0) continue;
      const { parsed, chunks } = converted;
      const line = encodePushLine({
        op: 'upsert',
        document: {
          id,
          url: `https://docs.example.com/${id}`,
          title: parsed.title ?? basename(name),
          contentHash: sha256(text),
          signature: 'bench',
          mediaType,
          acl: { kind: 'public' },
        },
        chunks: chunks.map(({ start: _start, end: _end, anchor, headings, ...chunk }) => ({
          ...chunk,
          headings: [...headings],
          ...(anchor !== undefined && { anchor }),
        })),
      });
      lines.push(line);
      bytes += line.length;
      documentCount += 1;
      texts.push(...chunks.map((chunk) => chunk.text));
      if (bytes > partBytes) cut();
    }
  }
  cut();
  return { files, chunkCount: texts.length, documentCount, texts };
}
