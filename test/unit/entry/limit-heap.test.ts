import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const file = resolve(import.meta.dirname, '../../../src/entry/limit-heap.ts');

/**
 * In a process of its own, for flags hold for all of one: objects that live for a while, in small steps,
 * as documents do, and how large their space became.
 */
const script = `
  import { setTimeout } from 'node:timers/promises';
  import { getHeapSpaceStatistics } from 'node:v8';
  import { limitHeap } from ${JSON.stringify(pathToFileURL(file).href)};

  async function largestMb(stepCount) {
    let kept = [];
    let largest = 0;
    for (let step = 0; step < stepCount && largest < 128; step += 1) {
      for (let index = 0; index < 10_000; index += 1) kept.push({ index, text: ['x' + index] });
      if (kept.length > 200_000) kept = kept.slice(100_000);
      const space = getHeapSpaceStatistics().find((found) => found.space_name === 'new_space');
      largest = Math.max(largest, space.space_size / 1024 / 1024);
      await setTimeout(step % 4 === 0 ? 1 : 0);
    }
    return largest;
  }

  const outer = limitHeap();
  const inner = limitHeap();
  inner[Symbol.dispose]();
  inner[Symbol.dispose]();
  const limited = await largestMb(150);
  outer[Symbol.dispose]();
  console.log(JSON.stringify({ limited, free: await largestMb(1_500) }));
`;

describe('a limited heap', () => {
  it('gives new objects less room for as long as somebody holds it', async () => {
    const args = ['--input-type=module', '--eval', script];

    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);

    const { limited, free } = z
      .object({ limited: z.number(), free: z.number() })
      .parse(JSON.parse(stdout));
    expect(limited).toBeLessThanOrEqual(64);
    expect(free).toBeGreaterThan(64);
    expect(stderr).not.toContain('flag');
  });
});
