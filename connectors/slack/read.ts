import { plural, type ReadContext, type ReadResult, type SourceEvent, stableStringify } from '#kit';
import { fingerprint } from './content-config.ts';
import { createDayNotes, type DayNotes } from './day-notes.ts';
import type { Desk } from './desk.ts';
import type { SlackConfig } from './options.ts';
import { settleDay } from './settle-day.ts';
import { dayMs, dayOf } from './time.ts';
import { short } from './versions.ts';
import { walkDays } from './walk-days.ts';

/** Where the read of one channel stands. All instants are epoch milliseconds. */
export type SlackCursor = {
  /** Everything up to here was read, down to `before` or to the beginning. */
  readonly upTo: number;
  /** A read from end to end that is not through: what lies below is still to be read. */
  readonly before?: number;
  /** When the last read from end to end began. */
  readonly deepAt: number;
  readonly readers: string;
  /** The names and the address that documents are told under. */
  readonly place: string;
  readonly content: string;
};

/**
 * Reads one channel, newest day first. The first time, again every `deep_days`, and when its name or
 * its readers changed, to its beginning, with a mark after each day; in between the last `rescan_days`
 * only.
 */
export async function* readChannelDays(
  desk: Desk,
  context: ReadContext<SlackConfig>,
  from: SlackCursor | undefined,
): AsyncGenerator<SourceEvent<SlackCursor>, ReadResult> {
  const { channel, readers, transcript } = desk;
  const { clock, config } = context;
  const now = clock.now();
  const content = `${fingerprint(config)}${transcript.edition}`;
  const notes = createDayNotes(context.notebook, channel.id);
  const stamp = { readers: readers.signature, place: placeSignature(desk), content };
  const floor = Math.max(config.sinceMs, dayOf(channel.createdMs));
  let cursor = from;
  if (cursor !== undefined && cursor.content !== content) {
    yield { is: 'rescan', reason: 'the configuration or the export is another one now' };
    cursor = undefined;
  }

  async function* readSpan(
    fromMs: number,
    toMs: number,
    markAt?: (day: number) => SlackCursor,
  ): AsyncGenerator<SourceEvent<SlackCursor>> {
    const noted = await notedDays(notes, fromMs, toMs);
    for await (const day of walkDays(transcript, { fromMs, toMs, noted })) {
      yield* settleDay(desk, day, { notes, known: context.known });
      if (markAt) yield { is: 'mark', cursor: markAt(day.day) };
    }
  }

  const windowStart = (upTo: number) => Math.max(floor, dayOf(upTo - config.rescanDays * dayMs));
  const isTold = cursor?.readers === stamp.readers && cursor.place === stamp.place;
  const isDue =
    cursor === undefined ||
    cursor.before !== undefined ||
    !isTold ||
    now - cursor.deepAt >= config.deepDays * dayMs;

  if (!isDue && cursor !== undefined) {
    const { deepAt, upTo } = cursor;
    yield* readSpan(windowStart(upTo), now + dayMs);
    yield* tellLimits(desk);
    yield { is: 'mark', cursor: { upTo: now, deepAt, ...stamp } };
    return 'changes';
  }

  const isResumed = cursor?.before !== undefined && isTold;
  const deepAt = isResumed && cursor ? cursor.deepAt : now;
  let before = now + dayMs;
  if (isResumed && cursor?.before !== undefined) {
    before = cursor.before;
    // What was said since, and late replies: a long backlog must not keep the news waiting.
    const freshFrom = Math.max(before, windowStart(cursor.upTo));
    if (freshFrom < now) yield* readSpan(freshFrom, now + dayMs);
    yield { is: 'mark', cursor: { upTo: now, before, deepAt, ...stamp } };
  }
  yield* readSpan(floor, before, (day) => ({ upTo: now, before: day, deepAt, ...stamp }));
  yield* tellLimits(desk);
  yield { is: 'mark', cursor: { upTo: now, deepAt, ...stamp } };
  return transcript.hidesOld ? 'changes' : 'everything';
}

function placeSignature({ channel, workspace }: Desk): string {
  return short(stableStringify([workspace.name, workspace.url, channel.name])).slice(0, 8);
}

/** A short span is looked at day by day: to ask which days have notes means to look at all of them. */
async function notedDays(
  notes: DayNotes,
  fromMs: number,
  toMs: number,
): Promise<ReadonlySet<number>> {
  const count = Math.ceil((toMs - dayOf(fromMs)) / dayMs);
  if (count > 400) return notes.days();
  return new Set(Array.from({ length: Math.max(0, count) }, (_, at) => dayOf(fromMs) + at * dayMs));
}

function* tellLimits({ people, transcript, unknown }: Desk): Generator<SourceEvent<never>> {
  for (const reason of transcript.limits) yield { is: 'limited', reason };
  if (transcript.hidesOld) {
    yield {
      is: 'limited',
      reason: "the workspace's plan hides older messages; what was read of them before is kept",
    };
  }
  if (people.isBlind) {
    yield { is: 'limited', reason: 'names are missing: the app lacks the scope users:read' };
  }
  if (unknown.size > 0) {
    const kinds = [...unknown].map(([kind, count]) => `${kind} (${count})`).join(', ');
    const count = [...unknown.values()].reduce((sum, one) => sum + one, 0);
    yield {
      is: 'limited',
      reason: `${plural(count, 'block')} of kinds that this version does not know were read by their text alone: ${kinds}`,
    };
  }
}
