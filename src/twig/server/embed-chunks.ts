import type { Clock } from '#core/clock.ts';
import type { Embedder } from '#core/embedder.ts';
import { RetryError } from '#core/errors.ts';
import type { Sql } from '#core/sql.ts';
import { listUnembedded } from '#twig/search/vector-store.ts';
import { asError } from '#util/as-error.ts';
import { fullJitterMs } from '#util/full-jitter-ms.ts';
import type { Wake } from './wake.ts';
import type { VectorWriter } from './write/vector-writer.ts';

export interface EmbedChunksParts {
  readonly reader: Sql;
  readonly writer: VectorWriter;
  readonly clock: Clock;
  /** Rung when chunks were stored. */
  readonly vectorWake: Wake;
  readonly report: (error: Error) => void;
  /** 0 to 1, for the jitter. */
  readonly random?: () => number;
}

/** As many chunks are embedded, and their vectors stored in one transaction. */
const batch = 64;
/** Another process may store chunks and cannot wake this one. */
const pollMs = 5_000;
const firstBackoffMs = 2_000;
const longestBackoffMs = 5 * 60_000;

/**
 * Makes the vectors of all chunks that wait for one, the oldest first: those that were pushed while
 * nobody made any, and all when the embedder is another than before. A chunk is found by its words
 * meanwhile. What was stored is not made again, whenever this is aborted.
 *
 * @returns how many vectors were stored
 */
export async function embedBacklog(
  { reader, writer }: Pick<EmbedChunksParts, 'reader' | 'writer'>,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<number> {
  const { name: space, dimensions } = embedder;
  await writer.useVectorSpace({ space, dimensions });
  let total = 0;
  while (true) {
    signal.throwIfAborted();
    const chunks = listUnembedded(reader, batch);
    if (chunks.length === 0) return total;
    const texts = chunks.map(({ text }) => text);
    const made = await embedder.embed(texts, signal);
    const vectors = chunks.flatMap((chunk, index) => {
      const vector = made[index];
      return vector ? [{ ...chunk, vector }] : [];
    });
    const stored = await writer.storeVectors({ space, vectors });
    // Another embedder has taken over this index, or gives no vectors: going on would never end.
    if (stored === 0) return total;
    total += stored;
  }
}

/** Keeps the backlog empty until aborted. A model that fails is asked again, later and later. */
export async function embedChunks(
  parts: EmbedChunksParts,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<void> {
  const { clock, vectorWake, report, random = Math.random } = parts;
  let failures = 0;
  while (!signal.aborted) {
    try {
      await embedBacklog(parts, embedder, signal);
      failures = 0;
      await vectorWake.wait(pollMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      report(asError(error));
      failures += 1;
      const asked = error instanceof RetryError ? error.retryAfterMs : undefined;
      const jitter = { firstMs: firstBackoffMs, longestMs: longestBackoffMs, random };
      // Ended early by design: the only thing that rejects is the abort.
      await clock.sleep(asked ?? fullJitterMs(failures, jitter), signal).catch(() => undefined);
    }
  }
}
