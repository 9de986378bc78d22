import type { Worker } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';
import { StopRunError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';

/** An object whose methods all take and give what can be cloned to another thread. */
export type Callable = Record<string, (...args: never[]) => Promise<unknown>>;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ThreadError };

/** An error crosses threads as data: cloning keeps neither its class nor its own fields. */
interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The thread's side: answers calls with the methods of `target`, one after the other. */
export function answerCalls(target: Callable): void {
  parentPort?.on('message', async (call: Call) => {
    try {
      const method = target[call.method] as (...args: readonly unknown[]) => Promise<unknown>;
      post({ id: call.id, value: await method(...call.args) });
    } catch (thrown) {
      const error = asError(thrown);
      post({
        id: call.id,
        error: { name: error.name, message: error.message, fields: cloneableFields(error) },
      });
    }
  });
}

function post(answer: Answer): void {
  parentPort?.postMessage(answer);
}

function cloneableFields(error: Error): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(error).filter(([, value]) => typeof value !== 'function' && value !== error),
  );
}

/**
 * The caller's side: an object that looks like the thread's `target`. When the thread dies, every
 * call under way and every later one rejects: nothing waits for an answer that cannot come.
 */
export function callThread<Target extends object>(worker: Worker): Target {
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let lastId = 0;
  let death: Error | undefined;
  worker.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if ('error' in answer) call?.reject(revive(answer.error));
    else call?.resolve(answer.value);
  });
  const die = (cause: unknown) => {
    death ??= new StopRunError('The thread that writes the index has ended.', {
      code: 'index_writer_ended',
      hint: 'Start twigkit again; what was accepted before is safe on disk.',
      cause,
    });
    for (const call of waiting.values()) call.reject(death);
    waiting.clear();
  };
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`exit code ${code}`)));
  // An idle writer must not keep the process alive.
  worker.unref();
  return new Proxy({} as Target, {
    get: (_target, method) =>
      typeof method !== 'string' || method === 'then'
        ? undefined
        : (...args: readonly unknown[]) =>
            new Promise((resolve, reject) => {
              if (death) return reject(death);
              lastId += 1;
              waiting.set(lastId, { resolve, reject });
              worker.ref();
              const call: Call = { id: lastId, method, args };
              worker.postMessage(call);
            }),
  });
}

function revive(error: ThreadError): Error {
  return Object.assign(new Error(error.message), { ...error.fields, name: error.name });
}
