import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { defaultChunkOptions } from '#core/chunk.ts';
import { createPooledConverter } from '#entry/convert/create-pooled-converter.ts';
import { limitHeap } from '#entry/limit-heap.ts';

/** A program: converts a file as a sync does, and prints what the process had to have for it. */
const [path = ''] = process.argv.slice(2);
const { signal } = new AbortController();

using _limited = limitHeap();
const converter = createPooledConverter({
  chunking: defaultChunkOptions,
  anchors: 'github',
  threadCount: 1,
  deadlineMs: 100_000,
});

async function convert(name: string, bytes: Uint8Array): Promise<number> {
  const content = { as: 'bytes', mediaType: '', name, bytes } as const;
  const { chunks } = await converter.convert({ documentId: name, name, content }, signal);
  return chunks.length;
}

// The thread and its vocabulary are there before the file comes.
await convert('first.txt', Buffer.from('Some words.'));
const before = process.resourceUsage().maxRSS;
const chunkCount = await convert(basename(path), readFileSync(path));
const growthMiB = (process.resourceUsage().maxRSS - before) / 1024;
await converter.close();
console.log(JSON.stringify({ chunkCount, growthMiB }));
