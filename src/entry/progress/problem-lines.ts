import type { SyncEvent } from '#core/events.ts';
import { isUnchosenSkip } from '#core/unchosen-skip.ts';
import { formatDuration } from '#util/format-duration.ts';
import { plural } from '#util/plural.ts';
import { toldOf } from '#util/told-of.ts';

/** What a person must hear of an event, in one line; undefined for what is going well. */
export function problemLine(event: SyncEvent): string | undefined {
  switch (event.event) {
    case 'document:failed':
      return `failed   ${toldOf(event.documentId ?? 'part of the source', sentence(event.message, event.hint))}`;
    case 'document:planned': {
      const { documentId, reason, skipCode = '' } = event.entry;
      return isUnchosenSkip(skipCode) ? `skipped  ${toldOf(documentId, reason)}` : undefined;
    }
    case 'scope:failed':
      return `stopped  ${sentence(event.message, event.hint)}`;
    case 'scope:cut':
      return 'stopped  the time budget is spent; the next sync goes on from here';
    case 'source:waiting':
      return `waiting  ${formatDuration(event.durationMs)}: the source sets the pace`;
    case 'deletions:held':
      return `held     ${event.reason}`;
    case 'delivery:noted':
    case 'scope:noted':
      return `note     ${event.message}`;
    case 'scope:limited':
      return `limited  ${event.reason}`;
    case 'content:lost':
      return `not read ${event.what} in ${plural(event.documentCount, 'document')}, such as ${event.documentId}`;
    default:
      return undefined;
  }
}

function sentence(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
