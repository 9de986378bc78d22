import type { SyncEvent } from '#core/events.ts';
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
      const { documentId, skipCode } = event.entry;
      const known = skipped.get(skipCode);
      if (known) known.count += 1;
      else skipped.set(skipCode, { count: 1, first: documentId });
    }
    if (event.event !== 'sync:finished') return line === undefined ? [] : [line];
    return [...skipped].map(
      ([code, { count, first }]) =>
        `skipped  ${plural(count, 'document')} as ${code}, such as ${first}`,
    );
  };
}
