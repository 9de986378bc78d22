import type { Json } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';

/** A notebook that is forgotten with the process: for tests, and for runs that keep no state. */
export function createMemoryNotebook(): Notebook {
  const values = new Map<string, string>();
  const turns = new Map<string, Promise<void>>();
  const keysOf = (prefix: string) => [...values.keys()].filter((key) => key.startsWith(prefix));
  return {
    async get(key) {
      const text = values.get(key);
      return text === undefined ? undefined : parsed(text);
    },
    async *entries(prefix) {
      for (const key of keysOf(prefix).sort()) {
        const text = values.get(key);
        // Removed since the keys were listed.
        if (text !== undefined) yield { key, value: parsed(text) };
      }
    },
    async write({ put = [], remove = [] }) {
      // Made before anything changes: a value that is not JSON leaves all as it was.
      const texts = put.map(({ key, value }) => [key, JSON.stringify(value)] as const);
      for (const key of remove) values.delete(key);
      for (const [key, text] of texts) values.set(key, text);
    },
    async clear(prefix) {
      for (const key of keysOf(prefix)) values.delete(key);
    },
    async exclusively(name, work, signal) {
      const before = turns.get(name) ?? Promise.resolve();
      const { promise: done, resolve: end } = Promise.withResolvers<void>();
      // Whoever gives up waiting still keeps the order: the next one waits for the holder.
      turns.set(name, Promise.all([before, done]).then(ignore));
      try {
        await Promise.race([before, rejectWhenAborted(signal)]);
        signal.throwIfAborted();
        return await work(signal);
      } finally {
        end();
      }
    },
  };
}

function parsed(text: string): Json {
  // What is kept was made by JSON.stringify from Json.
  return JSON.parse(text) as Json;
}

function ignore(): void {}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
