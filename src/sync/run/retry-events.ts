import type { Gone, Scope, SourceEvent } from '#core/connector.ts';
import type { Item } from '#core/document.ts';
import { asError } from '#util/as-error.ts';
import { abortable } from './abortable.ts';
import type { Run } from './run.ts';
import { stopsAt } from './stops-at.ts';

/**
 * Asks again for each document that failed, or that the destination lost: a read that starts from a
 * cursor would not announce them.
 */
export async function* retryEvents(run: Run, scope: Scope): AsyncGenerator<SourceEvent> {
  if (!run.options.source.get) return;
  const failed = run.book.rows({ scope: scope.id, failed: true });
  for await (const { documentId } of failed) yield await askFor(run, scope, documentId);
  const undelivered = run.book.rows({ scope: scope.id, delivered: false, failed: false });
  for await (const { documentId, skip } of undelivered) {
    if (!skip) yield await askFor(run, scope, documentId);
  }
}

/** How many of a scope's documents the destination does not hold any more; counts no further than `limit` + 1. */
export async function countLost(run: Run, scope: Scope, limit: number): Promise<number> {
  let lost = 0;
  const undelivered = run.book.rows({ scope: scope.id, delivered: false, failed: false });
  for await (const { skip } of undelivered) {
    if (!skip) lost += 1;
    if (lost > limit) break;
  }
  return lost;
}

async function askFor(run: Run, scope: Scope, id: string): Promise<SourceEvent> {
  try {
    const answer = await getDocument(run, scope, id);
    return isItem(answer) ? { is: 'item', item: answer } : { is: 'gone', ...answer };
  } catch (error) {
    run.time.signal.throwIfAborted();
    if (stopsAt(error) === 'run') throw error;
    return { is: 'failed', id, error: asError(error) };
  }
}

/** One document by its id, as the source sees it now. */
export async function getDocument(run: Run, scope: Scope, id: string): Promise<Item | Gone> {
  const { source } = run.options;
  if (!source.get) throw new TypeError(`A ${source.type} source cannot be asked for one document.`);
  return abortable(source.get(scope, id), run.time.signal);
}

export function isItem(answer: Item | Gone): answer is Item {
  return 'url' in answer;
}
