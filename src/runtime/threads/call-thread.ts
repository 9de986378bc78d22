import type { Transferable, Worker } from 'node:worker_threads';
import { fromThreadError } from './thread-error.ts';
import type { Call, ThreadMessage } from './thread-message.ts';

export interface ThreadCallsOptions {
  /** Told once that the thread is up. */
  readonly onReady?: () => void;
  /** Told once why the thread ended; what it gives is what every call under way and every later one rejects with. */
  readonly onEnd: (cause: unknown) => Error;
}

/** The caller's side of a thread that answers calls. */
export interface ThreadCalls {
  /**
   * Rejects with what the method threw, its class and fields kept.
   *
   * @param given buffers in the arguments that go over instead of being copied: gone on this side
   */
  call(method: string, args: readonly unknown[], given?: readonly Transferable[]): Promise<unknown>;
  /** What its objects and strings take, garbage among them; undefined when it has ended. */
  heapBytes(): Promise<number | undefined>;
  /** Ends the thread, whatever it is doing, and keeps the process alive until it has ended. */
  end(): Promise<void>;
}

/**
 * Sends calls to a thread and matches the answers. When the thread dies, nothing waits for an answer
 * that cannot come. A thread without a call under way does not keep the process alive.
 */
export function openCalls(worker: Worker, { onReady, onEnd }: ThreadCallsOptions): ThreadCalls {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let death: Error | undefined;
  let ending = false;
  worker.on('message', (message: ThreadMessage) => {
    // An answer that crosses the end must not let go of the process: it would exit in the middle.
    if (ending) return;
    if (message.is === 'ready') return onReady?.();
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (waiting.size === 0) worker.unref();
    if (message.is === 'error') call?.reject(fromThreadError(message.error));
    else call?.resolve(message.value);
  });
  const die = (cause: unknown) => {
    if (death) return;
    death = onEnd(cause);
    for (const call of waiting.values()) call.reject(death);
    waiting.clear();
  };
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`The thread ended with exit code ${code}.`)));
  worker.unref();
  return {
    async call(method, args, given = []) {
      if (death) throw death;
      lastId += 1;
      const call: Call = { id: lastId, method, args };
      worker.postMessage(call, given);
      worker.ref();
      const answer = Promise.withResolvers<unknown>();
      waiting.set(call.id, answer);
      return answer.promise;
    },
    async heapBytes() {
      const heap = await worker.getHeapStatistics().catch(() => undefined);
      return heap?.used_heap_size;
    },
    async end() {
      ending = true;
      await worker.terminate();
    },
  };
}

/** What of a call's arguments is given away. */
export type Given = (method: string, args: readonly unknown[]) => readonly Transferable[];

/** An object that looks like the thread's target. */
export function callThread<Target extends object>(
  calls: ThreadCalls,
  given: Given = () => [],
): Target {
  // Every method that is asked for goes to the target of that name on the other side.
  return new Proxy({} as Target, {
    get: (_target, method) =>
      typeof method !== 'string' || method === 'then'
        ? undefined
        : (...args: readonly unknown[]) => calls.call(method, args, given(method, args)),
  });
}
