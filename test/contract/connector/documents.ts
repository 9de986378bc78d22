import assert from 'node:assert/strict';
import type { Documents, DocumentText } from './subject.ts';
import type { Observed, SyncBench } from './sync-bench.ts';

/** A document whose text nobody else has. */
export function documentOf(word: string, title = `Title of ${word}`): DocumentText {
  return { title, text: `Only here stands the word ${word}mark, in a sentence of its own.` };
}

export function documentsOf(...names: readonly string[]): Documents {
  return Object.fromEntries(names.map((name) => [name, documentOf(name)]));
}

export const fiveDocuments = documentsOf('alpha', 'bravo', 'charlie', 'delta', 'echo');

/** `document-0`, `document-1`, … */
export function manyDocuments(count: number): Documents {
  return documentsOf(...Array.from({ length: count }, (_, index) => `document-${index}`));
}

/** The ids under which a text is held. */
export function idsOf(bench: SyncBench, { text }: DocumentText): readonly string[] {
  return [...bench.held()].filter(([, held]) => plain(held).includes(text)).map(([id]) => id);
}

/** The destination holds each of these once, and nothing else. */
export function assertHolds(bench: SyncBench, documents: Documents, when: string): void {
  for (const [name, document] of Object.entries(documents)) {
    const ids = idsOf(bench, document);
    assert.equal(ids.length, 1, `${when}, "${name}" is held ${ids.length} times: ${ids}`);
  }
  const extra = [...bench.held()].filter(
    ([, held]) => !Object.values(documents).some(({ text }) => plain(held).includes(text)),
  );
  assert.deepEqual(
    extra.map(([id]) => id),
    [],
    `${when}, documents are held that the product does not have`,
  );
}

/** @throws what the run threw, or the rows that make it incomplete. */
export function assertComplete(observed: Observed, when: string): void {
  if (observed.error !== undefined) throw observed.error;
  assert.deepEqual(problemsOf(observed), [], `${when}, the report has rows`);
  assert.equal(observed.report?.complete, true, `${when}, the report says that it is incomplete`);
}

/** A read of everything, and one that agrees with it, must change nothing of what is held. */
export async function assertConfirmed(
  bench: SyncBench,
  documents: Documents,
  when: string,
): Promise<void> {
  let again = bench;
  for (const reading of ['reading everything', 'reading everything again']) {
    again = await again.fork({ fromStart: true });
    const observed = await again.sync();
    assertComplete(observed, `${when}, ${reading}`);
    assert.deepEqual(observed.loads, [], `${when}, ${reading} loaded what had not changed`);
    assert.equal(observed.report?.writeCalls, 0, `${when}, ${reading} cost write calls`);
    assertHolds(again, documents, `${when}, ${reading}`);
    const listed = new Set(
      observed.sourceEvents.flatMap((event) => (event.is === 'item' ? [event.item.id] : [])),
    );
    const unlisted = [...again.held().keys()].filter((id) => !listed.has(id));
    assert.deepEqual(unlisted, [], `${when}, ${reading} did not show what is there`);
  }
}

/** The rows of a report that say that something could not be read. */
export function problemsOf({ events }: Observed): readonly string[] {
  return events.flatMap((event) =>
    event.event === 'document:failed' || event.event === 'scope:failed'
      ? [`${event.event} ${event.code}: ${event.message}`]
      : [],
  );
}

/** Line ends are the product's business. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ');
}
