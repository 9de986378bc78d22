import { FixInputError } from '#core/errors.ts';
import type { MessageFilter, MessageState } from '#core/inbox.ts';
import { normaliseEventName } from '#core/webhook-event.ts';
import { nearestWord } from '#util/nearest-word.ts';
import { parseDuration } from '#util/parse-duration.ts';

export interface FilterFlags {
  readonly state?: string;
  readonly event?: string;
  readonly key?: string;
  /** An instant, or how long ago. */
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
}

const states: readonly MessageState[] = ['queued', 'done', 'dead', 'conflict'];

/** @throws FixInputError for a state that there is not, or a time that cannot be read. */
export function readFilter(flags: FilterFlags, now: number): MessageFilter {
  return {
    state: flags.state === undefined ? undefined : readState(flags.state),
    event: flags.event === undefined ? undefined : normaliseEventName(flags.event),
    key: flags.key,
    receivedFrom: flags.since === undefined ? undefined : readInstant('--since', flags.since, now),
    receivedBefore:
      flags.until === undefined ? undefined : readInstant('--until', flags.until, now),
    limit: flags.limit,
  };
}

function readState(text: string): MessageState {
  const state = states.find((one) => one === text);
  if (state) return state;
  const meant = nearestWord(text, states);
  throw new FixInputError(`There is no state "${text}".`, {
    code: 'unknown_state',
    hint: meant ? `Did you mean "${meant}"?` : `The states are ${states.join(', ')}.`,
  });
}

/** `2h` ago, `2026-01-31`, `2026-01-31T12:00:00Z`. */
function readInstant(flag: string, text: string, now: number): number {
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return now - agoMs;
  const instant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(
    text,
  )
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new FixInputError(`${flag} "${text}" is no time.`, {
    code: 'bad_time',
    hint: `Write how long ago (${flag} 2h, 3d), or when (${flag} 2026-01-31T12:00:00Z).`,
  });
}
