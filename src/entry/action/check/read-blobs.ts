import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { StopRunError } from '#core/errors.ts';
import { gitEnvironment } from '../../../../connectors/file/git-environment.ts';

/**
 * The contents of git objects, in the order asked for, by one process: thousands of files cost one
 * start of git. No more is read ahead than a pipe holds.
 *
 * @throws StopRunError when an object is missing or git ends early.
 */
export async function* readBlobs(
  root: string,
  blobs: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (blobs.length === 0) return;
  const args = ['-C', root, '--no-optional-locks', 'cat-file', '--batch'];
  const child = spawn('git', args, {
    env: gitEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
    signal,
  });
  const closed = once(child, 'close');
  // A failure to start or an abort shows in what is read below.
  closed.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  Readable.from(blobs.map((blob) => `${blob}\n`)).pipe(child.stdin);
  const take = createTaker(child.stdout);
  try {
    for (const blob of blobs) {
      const header = await take.line();
      signal.throwIfAborted();
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
      if (size === undefined) throw lost(blob, header);
      yield await take.bytes(Number(size));
    }
  } finally {
    child.kill();
  }
}

function lost(blob: string, answer: string): StopRunError {
  return new StopRunError(`Git object ${blob} could not be read: ${answer || 'git ended'}.`, {
    code: 'git_object_missing',
    hint: 'Run again. If it fails again, give actions/checkout "fetch-depth: 0".',
  });
}

/** Takes lines and stretches of bytes off a stream. */
function createTaker(stream: Readable) {
  const parts = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async () => {
    const { value, done } = await parts.next();
    if (done) return false;
    rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
    return true;
  };
  return {
    /** Empty at the end of the stream. */
    async line(): Promise<string> {
      let end = rest.indexOf(10);
      while (end === -1) {
        if (!(await more())) return '';
        end = rest.indexOf(10);
      }
      const text = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 1);
      return text;
    },
    /** The newline behind them is taken too. */
    async bytes(count: number): Promise<Buffer> {
      const found: Buffer[] = [];
      let left = count + 1;
      while (left > 0) {
        if (rest.length === 0 && !(await more())) throw lost('', 'its content ended early');
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        left -= part.length;
        found.push(part);
      }
      return Buffer.concat(found).subarray(0, count);
    },
  };
}
