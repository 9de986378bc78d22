import { isClosedSkip } from '#core/closed-skip.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import { namedDocument } from '#util/named-document.ts';
import { plural } from '#util/plural.ts';
import { problemLine } from './problem-lines.ts';

/** What a person must hear of an event, in lines, often none. */
export type TellProblems = (event: SyncEvent) => readonly string[];

/**
 * Problems are told as they come. What was left out for a reason that somebody chose is counted, and
 * told at the end, a line for each reason: who wonders where a document is finds it there.
 */
export function createTellProblems(): TellProblems {
  const skipped = new Map<string, { count: number; readonly first: string }>();
  return (event) => {
    const line = problemLine(event);
    if (event.event === 'sync:started') skipped.clear();
    if (event.event === 'document:planned' && event.entry.skipCode !== undefined && !line) {
      const { skipCode } = event.entry;
      const known = skipped.get(skipCode);
      if (known) known.count += 1;
      else skipped.set(skipCode, { count: 1, first: namedDocument(event.entry) });
    }
    if (event.event !== 'sync:finished') return line === undefined ? [] : [line];
    const lines = [...skipped].map(
      ([code, { count, first }]) =>
        `skipped  ${plural(count, 'document')} as ${code}, such as ${first}`,
    );
    const isClosed = isNothingLeft(event.report) && [...skipped.keys()].some(isClosedSkip);
    return isClosed ? [...lines, everythingClosed] : lines;
  };
}

const everythingClosed =
  'note     Nothing of this is sent: not everyone may read it, or nobody tells who may. If whoever searches may read this source, write "public: true" in it; "restricted: include" sends all of it.';

function isNothingLeft({ added, updated, unchanged, failed }: SyncReport): boolean {
  return added + updated + unchanged + failed === 0;
}
