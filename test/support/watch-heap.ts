/**
 * Imported before a program (`--import`, with `--expose-gc`): collects all garbage again and again, and
 * prints on standard error, when the process ends, what its main thread had in use at most.
 */
import { isMainThread } from 'node:worker_threads';

/** One line of JSON behind this word. */
export const heapWord = 'heap-in-use ';

export interface HeapInUse {
  readonly objectBytes: number;
  readonly bufferBytes: number;
}

const everyMs = 50;

if (isMainThread && globalThis.gc) {
  let objectBytes = 0;
  let bufferBytes = 0;
  const look = () => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    objectBytes = Math.max(objectBytes, heapUsed);
    bufferBytes = Math.max(bufferBytes, arrayBuffers);
  };
  setInterval(look, everyMs).unref();
  process.on('exit', () => {
    process.stderr.write(`${heapWord}${JSON.stringify({ objectBytes, bufferBytes })}\n`);
  });
}
