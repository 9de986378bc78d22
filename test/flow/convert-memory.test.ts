import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = resolve(import.meta.dirname, '../support/measure-conversion.ts');
const measured = z.object({ chunkCount: z.number(), growthMiB: z.number() });
const mebibyte = 1024 * 1024;

/** Converts a file in a process of its own. */
async function conversionOf(name: string, text: string) {
  using folder = temporaryFolder();
  const path = join(folder.path, name);
  writeFileSync(path, text);
  const { stdout } = await promisify(execFile)(process.execPath, [program, path], {
    timeout: 110_000,
  });
  return measured.parse(JSON.parse(stdout));
}

const filled = (unit: string) => unit.repeat(Math.ceil((5 * mebibyte) / unit.length));

/** A path of an interface, whose entries are short lines. */
const entry = (number: number) => `  /things/${number}:
    get:
      description: It says what the thing is for.
      tags: [${'thing, '.repeat(8)}last]
      parameters:
${'        - { name: part, in: query, schema: { type: string } }\n'.repeat(8)}`;
const entries = Array.from({ length: 8_000 }, (_, number) => entry(number)).join('');

/** The bounds lie far from what is taken, and as far from what it takes to hold all parts of a file at once. */
describe('the memory for a file of 5 MiB', { timeout: 120_000 }, () => {
  it.each([
    ['values on one line', 'values.json', `[${filled('1,')}1]`, 270],
    ['records of many cells', 'cells.csv', filled(`${'a,'.repeat(500)}b\n`), 220],
    ['an interface', 'api.yaml', `openapi: 3.0.0\ninfo: {}\npaths:\n${entries}`, 270],
  ])('stays within bounds: %s', async (_, name, text, most) => {
    const { chunkCount, growthMiB } = await conversionOf(name, text);

    expect(chunkCount).toBeGreaterThan(100);
    expect(growthMiB).toBeLessThan(most);
  });
});
