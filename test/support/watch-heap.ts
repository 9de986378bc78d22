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
/** So many times as long as the last collection took, the program goes on undisturbed. */
const patience = 5;

if (isMainThread && globalThis.gc) {
  let objectBytes = 0;
  let bufferBytes = 0;
  const look = () => {
    const startedAt = performance.now();
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    objectBytes = Math.max(objectBytes, heapUsed);
    bufferBytes = Math.max(bufferBytes, arrayBuffers);
    setTimeout(look, Math.max(everyMs, patience * (performance.now() - startedAt))).unref();
  };
  look();
  process.on('exit', () => {
    process.stderr.write(`${heapWord}${JSON.stringify({ objectBytes, bufferBytes })}\n`);
  });
}
