import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RetryError, SkipDocumentError, StopRunError } from '#core/errors.ts';
import { createThreadPool, type ThreadPoolOptions } from '#runtime/threads/create-thread-pool.ts';
import { caught } from '../../../support/caught.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const support = join(import.meta.dirname, '../../../support');
const file = pathToFileURL(join(support, 'odd-thread.ts'));
const { signal } = new AbortController();

function openPool(more: Partial<ThreadPoolOptions> = {}) {
  const pool = createThreadPool({ file, size: 1, deadlineMs: 10_000, ...more });
  onTestFinished(() => pool.close());
  const run = (method: string, ...args: readonly unknown[]) => pool.run({ method, args }, signal);
  return { pool, run };
}

describe('a thread pool', () => {
  it('gives every task its own answer, whatever the order in which threads finish', async () => {
    const { run } = openPool({ size: 3 });

    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, n) => run('after', (30 - n) % 7, `answer ${n}`)),
    );

    expect(outcomes).toEqual(
      Array.from({ length: 30 }, (_, n) => ({ is: 'done', value: `answer ${n}` })),
    );
  });

  it('ends a task that hangs at its deadline, and the tasks behind it are done all the same', async () => {
    const { run } = openPool({ deadlineMs: 500 });
    await run('double', 0);

    const outcomes = await Promise.all([run('hang'), run('double', 1), run('double', 2)]);

    expect(outcomes).toEqual([
      { is: 'timeout' },
      { is: 'done', value: 2 },
      { is: 'done', value: 4 },
    ]);
  });

  it('counts a deadline from when a thread turns to the task, not from when it was given', async () => {
    const { run } = openPool({ deadlineMs: 900 });
    await run('double', 0);

    const outcomes = await Promise.all(
      Array.from({ length: 4 }, (_, n) => run('after', 400, `${n}`)),
    );

    expect(outcomes.map((outcome) => outcome.is)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('survives a task that needs too much memory, and one that ends its thread', async () => {
    const { run } = openPool({ resourceLimits: { maxOldGenerationSizeMb: 24 } });

    const swollen = await run('swell');
    const left = await run('leave');
    const healthy = await run('double', 21);

    expect(swollen).toEqual({ is: 'memory' });
    expect(left).toMatchObject({ is: 'crashed' });
    expect(healthy).toEqual({ is: 'done', value: 42 });
  });

  it('throws what a task threw: class, code, hint, cause and own fields', async () => {
    const { run } = openPool();

    const skip = await caught(run('skip'));
    const retry = await caught(run('retry'));
    const stumble = await caught(run('stumble'));
    const unclonable = await caught(run('unclonable'));

    expect(skip).toBeInstanceOf(SkipDocumentError);
    expect(skip).toMatchObject({
      name: 'SkipDocumentError',
      message: 'a.pdf is encrypted.',
      code: 'encrypted',
      hint: 'Remove the password.',
      cause: { name: 'TypeError', message: 'The inner reason.' },
    });
    expect(retry).toBeInstanceOf(RetryError);
    expect(retry).toMatchObject({ retryAfterMs: 250 });
    expect(stumble).toMatchObject({ name: 'RangeError', message: 'Out of range.' });
    expect(unclonable).toMatchObject({ name: 'DataCloneError' });
  });

  it('gives up an aborted task at once, waiting or at work', async () => {
    const { pool, run } = openPool();
    await run('double', 0);
    const abort = new AbortController();
    const tasks = ['a', 'b', 'c', 'd'].map((value) =>
      caught(pool.run({ method: 'after', args: [60_000, value] }, abort.signal)),
    );

    abort.abort(new Error('Enough.'));

    for (const error of await Promise.all(tasks)) {
      expect(error).toMatchObject({ message: 'Enough.' });
    }
  });

  it('ends what is under way when it is closed, and takes nothing more', async () => {
    const { pool, run } = openPool();
    const tasks = [caught(run('hang')), caught(run('double', 1)), caught(run('double', 2))];

    await pool.close();

    for (const error of [...(await Promise.all(tasks)), await caught(run('double', 3))]) {
      expect(error).toMatchObject({ code: 'pool_closed' });
    }
  });

  it('stops the run when its threads cannot start', async () => {
    const { run } = openPool({ file: new URL('nowhere.js', file), size: 2 });

    const errors = await Promise.all([1, 2, 3].map((n) => caught(run('double', n))));

    for (const error of errors) {
      expect(error).toBeInstanceOf(StopRunError);
      expect(error).toMatchObject({ code: 'thread_start' });
    }
  });

  it('survives a task whose memory grows in large steps, of which the engine would end the process', () => {
    const output = runPool(
      '{ size: 1, deadlineMs: 600_000, maxHeapMb: 256, resourceLimits: { maxOldGenerationSizeMb: 2_048 } }',
      ['swellInSteps', 'double'],
    );

    expect(output).toEqual([{ is: 'memory' }, { is: 'done', value: 8 }]);
  });

  it('does not keep the process alive when idle', () => {
    const output = runPool('{ size: 1, deadlineMs: 600_000 }', ['double']);

    expect(output).toEqual([{ is: 'done', value: 8 }]);
  });
});

/** Runs tasks one after the other in a pool of a process of its own, which is not closed. */
function runPool(options: string, methods: readonly string[]): unknown {
  const pool = new URL('../../src/runtime/threads/create-thread-pool.ts', file);
  using folder = temporaryFolder();
  const program = join(folder.path, 'pool.mjs');
  const script = `
    import { createThreadPool } from ${JSON.stringify(pool.href)};
    const pool = createThreadPool({ file: new URL(${JSON.stringify(file.href)}), ...${options} });
    const { signal } = new AbortController();
    const outcomes = [];
    for (const method of ${JSON.stringify(methods)}) {
      outcomes.push(await pool.run({ method, args: [4] }, signal));
    }
    console.log(JSON.stringify(outcomes));`;
  writeFileSync(program, script);
  const output = execFileSync(process.execPath, [program], { timeout: 60_000, encoding: 'utf8' });
  return JSON.parse(output);
}
