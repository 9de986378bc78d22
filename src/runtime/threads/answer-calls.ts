import { parentPort } from 'node:worker_threads';
import { asError } from '#util/as-error.ts';
import { toThreadError } from './thread-error.ts';
import type { Call, Callable, ThreadMessage } from './thread-message.ts';

/**
 * The thread's side: answers calls with the methods of `target`, one after the other, so that of
 * several calls under way the oldest is always the one being worked on.
 */
export function answerCalls(target: Callable): void {
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', (call: Call) => {
    last = last.then(() => answer(target, call));
  });
  post({ is: 'ready' });
}

async function answer(target: Callable, { id, method, args }: Call): Promise<void> {
  try {
    // The caller's side is typed by the same target, so that the arguments are the method's own.
    const work = target[method] as (...args: readonly unknown[]) => Promise<unknown>;
    post({ is: 'value', id, value: await work(...args) });
  } catch (thrown) {
    post({ is: 'error', id, error: toThreadError(asError(thrown)) });
  }
}

function post(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}
