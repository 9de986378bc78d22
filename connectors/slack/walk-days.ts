import { RetryError } from '#kit';
import type { SlackMessage } from './message.ts';
import { dayMs, dayOf, msOf } from './time.ts';
import type { Transcript } from './transcript.ts';

export interface Day {
  /** Its first instant, in epoch milliseconds. */
  readonly day: number;
  /** Oldest first. */
  readonly messages: readonly SlackMessage[];
  /** False while older messages may be hidden: then only what is between messages is known to be missing. */
  readonly isClosed: boolean;
}

/**
 * The days of a span from the newest to the oldest: those with messages, and those that `noted` says
 * had some once. No more than one day is held at a time.
 */
export async function* walkDays(
  transcript: Transcript,
  {
    fromMs,
    toMs,
    noted,
  }: { readonly fromMs: number; readonly toMs: number; readonly noted: ReadonlySet<number> },
): AsyncGenerator<Day> {
  const emptyDays = [...noted]
    .filter((day) => day >= dayOf(fromMs) && day < toMs)
    .sort((a, b) => b - a);
  let day: number | undefined;
  let newestFirst: SlackMessage[] = [];

  /** Noted days that lie above the one at hand and had no message. */
  function* emptyAbove(below: number, isClosed: boolean): Generator<Day> {
    while (emptyDays[0] !== undefined && emptyDays[0] >= below) {
      const empty = emptyDays.shift();
      if (empty !== undefined && empty !== below) yield { day: empty, messages: [], isClosed };
    }
  }

  for await (const page of transcript.pages(fromMs, toMs)) {
    for (const message of page) {
      const next = dayOf(msOf(message.ts));
      if (day !== undefined && next > day) {
        throw new RetryError('Slack gave messages out of order.', { code: 'bad_answer' });
      }
      if (next !== day) {
        if (day !== undefined) {
          yield { day, messages: newestFirst.reverse(), isClosed: true };
        }
        yield* emptyAbove(next, true);
        day = next;
        newestFirst = [];
      }
      newestFirst.push(message);
    }
  }
  const isClosed = !transcript.hidesOld;
  if (day !== undefined) yield { day, messages: newestFirst.reverse(), isClosed };
  yield* emptyAbove(Math.min(dayOf(fromMs), toMs - dayMs), isClosed);
}
