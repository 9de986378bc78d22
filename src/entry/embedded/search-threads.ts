import { RetryError } from '#core/errors.ts';
import { createThreadPool } from '#runtime/threads/create-thread-pool.ts';
import { threadFile } from '#runtime/threads/thread-file.ts';
import type { SearchResult } from '#twig/search/create-search.ts';
import type { AskIndex } from '#twig/server/search-passages.ts';

export interface SearchThreads {
  readonly askIndex: AskIndex;
  close(): Promise<void>;
}

const deadlineMs = 15_000;
/** What a search makes is short-lived; without a limit it would pile up before it is cleared. */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 192 };

/**
 * Searches on threads of their own, which start with the first search. `path` is a migrated index.
 *
 * @param size how many threads
 */
export function createSearchThreads(path: string, size: number): SearchThreads {
  const file = threadFile('search-thread', './search-thread.ts', import.meta.url);
  const pool = createThreadPool({ file, workerData: { path }, size, deadlineMs, resourceLimits });
  return {
    async askIndex(request, signal) {
      const outcome = await pool.run({ method: 'search', args: [request] }, signal);
      // The thread's `search` gives nothing else.
      if (outcome.is === 'done') return outcome.value as SearchResult;
      throw new RetryError(`The search ended without an answer: ${outcome.is}.`, {
        code: 'search_failed',
        hint: 'Try again; if it stays, ask for fewer passages or shorten the question.',
        ...(outcome.is === 'crashed' && { cause: outcome.cause }),
      });
    },
    close: () => pool.close(),
  };
}
