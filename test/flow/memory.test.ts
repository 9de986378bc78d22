import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { projectFolder } from '../support/project-folder.ts';
import { heapWord } from '../support/watch-heap.ts';

const root = resolve(import.meta.dirname, '../..');
const heapInUse = z.object({ objectBytes: z.number(), bufferBytes: z.number() });
const mebibyte = 1024 * 1024;

/** A first sync of so many pages of six kilobytes, in a process of its own. */
async function syncPages(count: number) {
  const pages = Array.from({ length: count }, (_, number) => [`docs/${number}.md`, page(number)]);
  const { path: cwd } = projectFolder(Object.fromEntries(pages));
  const watch = pathToFileURL(resolve(root, 'test/support/watch-heap.ts')).href;
  const program = resolve(root, 'src/entry/cli/main.ts');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--import', watch, program, 'sync', 'docs', '--json'],
    { cwd, timeout: 110_000 },
  );
  const report = z.object({ added: z.number() }).parse(JSON.parse(stdout));
  const told = stderr.split('\n').find((line) => line.startsWith(heapWord)) ?? '';
  const { objectBytes, bufferBytes } = heapInUse.parse(JSON.parse(told.slice(heapWord.length)));
  return { ...report, objectMiB: objectBytes / mebibyte, bufferMiB: bufferBytes / mebibyte };
}

function page(number: number): string {
  const sentence = 'says what the service needs before it can run, and how it is told about it. ';
  const paragraphs = Array.from(
    { length: 12 },
    (_, index) => `Paragraph ${index} of page ${number} ${sentence.repeat(6)}`,
  );
  return [`# Page ${number}`, ...paragraphs, ''].join('\n\n');
}

describe('a sync into the embedded server', () => {
  it('holds no more of many times as many documents', { timeout: 240_000 }, async () => {
    const few = await syncPages(150);
    const many = await syncPages(4_000);

    expect([few.added, many.added]).toEqual([150, 4_000]);
    // Their texts have 24 MiB, their chunks more. What is there for a moment makes 5 MiB in any run.
    expect(many.objectMiB - few.objectMiB).toBeLessThan(12);
    // Two parts of 4 MiB, and what is on its way.
    expect(many.bufferMiB).toBeLessThan(32);
  });
});
